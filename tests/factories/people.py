"""The cast: people with names, in two workspaces that must not see each other."""

from dataclasses import dataclass

from groundswell.workspaces import actions, queries
from groundswell.workspaces.models import Member, Person, Role, Workspace
from groundswell.workspaces.scope import Scope

PASSWORD = "a quiet harbour at noon"


@dataclass(frozen=True)
class Cast:
    """One member of each role in Fernhill, and Stanley, who owns Rivalry and is a stranger there."""

    fernhill: Workspace
    rivalry: Workspace
    people: dict[str, Person]

    def __getitem__(self, who: str) -> Person:
        return self.people[who]

    def scope(self, who: str, workspace: str = "fernhill") -> Scope:
        return queries.scope_of_person(self.people[who], workspace)

    def member(self, who: str) -> Member:
        return Member.objects.get(person=self.people[who], workspace=self.fernhill)


def make_cast() -> Cast:
    fernhill = actions.create_workspace(None, "Fernhill Botanics", slug="fernhill")
    rivalry = actions.create_workspace(None, "Rivalry", slug="rivalry")
    people = {
        role.value: actions.ensure_person(
            f"{role.value}@fernhill.example", PASSWORD, name=f"{role.label} Quill",
            workspace=fernhill, role=role,
        )[0]
        for role in Role
    }  # fmt: skip
    people["stranger"], _ = actions.ensure_person(
        "stanley@rivalry.example", PASSWORD, name="Stanley", workspace=rivalry
    )
    return Cast(fernhill, rivalry, people)
