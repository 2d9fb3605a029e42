"""What a small team has done in the instance of the pictures, through the product's own actions.

Run inside the instance: ``python -m tests.journeys.team <slug> <password>``.
"""

import sys
from datetime import timedelta
from itertools import cycle

import django


def work(slug: str, password: str) -> None:
    from groundswell.discovery import search
    from groundswell.discovery.saved import actions as saved
    from groundswell.kernel.clock import now
    from groundswell.relationships import actions, queries
    from groundswell.workspaces.actions import change_workspace, ensure_person
    from groundswell.workspaces.models import Role, Workspace
    from groundswell.workspaces.queries import scope_of_person

    place = Workspace.objects.get(slug=slug)
    people = [
        ensure_person(
            f"{name.split()[0].lower()}@fernhill.example", password, name=name, workspace=place, role=role
        )[0]
        for name, role in (
            ("Ada Quill", Role.OWNER), ("Rui Sato", Role.MANAGER), ("Mika Holt", Role.ANALYST),
        )
    ]  # fmt: skip
    ada, rui, mika = (scope_of_person(person, slug) for person in people)
    change_workspace(ada, name="Fernhill Botanics")
    team = [member.uid for member in _members(ada)]

    made = actions.create_list(ada, "Spring launch", note="Balm and serum, the US first")
    for name, text in (
        ("Winter repair", "topic:skincare country:GB"), ("Ambassadors 2026", "topic:skincare country:CA"),
    ):  # fmt: skip
        other = actions.create_list(rui, name)
        actions.add_profiles(rui, other.uid, _rows(search, rui, text, 18))
    rows = _rows(
        search, ada, "topic:skincare followers:5k..300k audience.country:US>=25% has:posts", 28
    )
    actions.add_profiles(ada, made.uid, rows)
    stages = [stage.uid for stage in queries.stages(ada)]
    for at, row in zip(cycle([0, 0, 0, 1, 1, 2, 2, 3, 4]), rows, strict=False):
        actions.move_entries(ada, made.uid, [row], stages[min(at, len(stages) - 1)])
    for at, row in enumerate(rows):
        if at % 3:
            actions.assign_entries(ada, made.uid, [row], team[at % len(team)])
        if at % 2:
            actions.vote(rui, made.uid, row, up=True)
        if at % 4 == 1:
            actions.vote(mika, made.uid, row, up=at % 8 != 5)
    fields = [
        actions.add_field(ada, "Our offer", "money", name=made.uid, currency="USD"),
        actions.add_field(ada, "Size", "choice", name=made.uid, choices=["30 ml", "50 ml"]),
        actions.add_field(ada, "Ship by", "date", name=made.uid),
    ]
    day = now().date()
    actions.set_values(
        ada, made.uid,
        actions.Block(
            rows[:16], [field.uid for field in fields],
            [[f"${180 + 35 * (at * 7 % 11)}", ("30 ml", "50 ml")[at % 2],
              str(day + timedelta(days=60 + at % 3 * 7))] for at in range(16)],
        ),
    )  # fmt: skip
    actions.write_note(
        rui,
        "Answers every question under her posts. @Ada shall we lead with her?",
        profile=rows[0],
        name=made.uid,
    )
    actions.write_note(
        mika, "Asked for the ingredients list before anything else.", profile=rows[3], name=made.uid
    )
    actions.give_task(
        ada,
        "Send the ingredients list",
        name=made.uid,
        profile=rows[3],
        due_on=day,
        assignee=team[0],
    )
    actions.give_task(
        rui,
        "Check last year’s exclusivity",
        name=made.uid,
        profile=rows[5],
        due_on=day + timedelta(days=2),
        assignee=team[0],
    )
    actions.give_task(
        rui,
        "Book the photo studio",
        name=made.uid,
        due_on=day - timedelta(days=1),
        assignee=team[0],
    )
    saved.save_search(
        ada, "Clean beauty, US micro", "topic:skincare followers:10k..100k audience.country:US>=30%"
    )
    saved.save_search(ada, "Vegan kitchens", "topic:vegan topic:food er>=3%", shared=True)


def _members(scope: object) -> list[object]:
    from groundswell.workspaces.queries import members

    return members(scope)  # type: ignore[arg-type]


def _rows(search: object, scope: object, text: str, most: int) -> list[int]:
    rows = [int(row) for block in search.all_rows(scope, text) for row in block]  # type: ignore[attr-defined]
    assert rows, f"nobody matches {text}"
    return rows[:most]


if __name__ == "__main__":
    django.setup()
    work(*sys.argv[1:])
