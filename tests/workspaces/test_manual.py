import re
from pathlib import Path

from groundswell.config import settings as configured
from groundswell.workspaces import rules
from groundswell.workspaces.models import Role
from groundswell.workspaces.scope import Right

DOCS = Path(__file__).resolve().parents[2] / "docs"


def table_after(text: str, head: str) -> list[list[str]]:
    lines = text[text.index(head) :].splitlines()
    rows = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


def test_the_guide_gives_each_role_the_rights_that_it_has() -> None:
    text = (DOCS / "guide" / "roles.md").read_text()
    head = "| | " + " | ".join(Right) + " |"
    rows = table_after(text, head)
    told = {
        row[0]: {right for right, cell in zip(Right, row[1:], strict=True) if cell == "yes"}
        for row in rows
    }
    assert told == {
        f"**{role.label}** {rules.MEANING_OF_ROLE[role]}": set(rules.RIGHTS_OF_ROLE[role])
        for role in Role
    }


def test_the_guide_says_what_each_right_means() -> None:
    rows = table_after((DOCS / "guide" / "roles.md").read_text(), "| Right | Means |")
    assert dict(rows) == {right.value: rules.MEANING_OF_RIGHT[right] for right in Right}
    assert f"for {rules.INVITATION_LIFE.days} days" in (DOCS / "guide" / "roles.md").read_text()


def test_the_operator_guide_states_the_limits_that_are_set() -> None:
    rows = dict(table_after((DOCS / "operator-access.md").read_text(), "| What | Limit |"))
    limits = configured.ACCOUNT_RATE_LIMITS
    assert limits["login"] == "30/m/ip"
    assert "30 a minute" in rows["sign-in attempts"]
    assert limits["login_failed"] == "10/m/ip,5/5m/key"
    assert re.search("5 in five minutes.* 10 a minute", rows["failed sign-ins"])
    assert limits["reset_password"] == "10/m/ip,3/10m/key"
    assert re.search("3 in ten minutes.* 10 a minute", rows["password resets"])
    assert limits["signup"] == limits["reset_password_from_key"] == "10/m/ip"
    assert limits["reauthenticate"] == "10/m/user"
    assert limits["change_password"] == limits["manage_email"] == "5/m/user"
