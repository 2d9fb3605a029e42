"""How a reader looks at a list: what the address says of filter, order and columns."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

LONGEST_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class Look:
    """The state of a list page, as it stands in its address.

    Attributes:
        q: a query in the language of Discover, of the profiles on the list.
        stage: uid of a stage, to see only that.
        owner: uid of a member, to see only theirs.
        sort: key of a column; empty is the order of the board.
        down: from high to low; what is not known stands last either way.
        cols: keys of the columns, with commas; empty for the usual ones.
    """

    q: str = ""
    stage: str = ""
    owner: str = ""
    sort: str = ""
    down: bool = False
    cols: str = ""

    @classmethod
    def of(cls, given: QueryDict) -> "Look":
        """The look that an address asks for: ``sort=-followers`` is from high to low."""
        sort = given.get("sort", "")
        columns = given.getlist("col") or [given.get("cols", "")]
        return cls(
            q=given.get("q", "").strip()[:LONGEST_QUERY],
            stage=given.get("stage", ""),
            owner=given.get("owner", ""),
            sort=sort.removeprefix("-"),
            down=sort.startswith("-"),
            cols=",".join(columns),
        )

    @property
    def filtered(self) -> bool:
        """Whether something is left out."""
        return bool(self.q or self.stage or self.owner)

    def address(self, **changes: Any) -> str:
        """The query string of this look, with some of it otherwise; ``?`` for none at all.

        Words that are no part of a look are appended as they are: ``format=""`` ends in ``format=``.
        """
        own = {name: value for name, value in changes.items() if name in self.__slots__}
        others = {name: value for name, value in changes.items() if name not in own}
        other = replace(self, **own)
        parts = {
            "q": other.q, "stage": other.stage, "owner": other.owner, "cols": other.cols,
            "sort": ("-" if other.down else "") + other.sort if other.sort else "",
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in parts.items() if value} | others)

    def plain(self) -> str:
        """Where everything is shown again."""
        return self.address(q="", stage="", owner="")

    def sorted_by(self, key: str) -> str:
        """Where a click on a heading leads: up, then down, then back to the order of the board."""
        if self.sort != key:
            return self.address(sort=key, down=False)
        return (
            self.address(sort=key, down=True)
            if not self.down
            else self.address(sort="", down=False)
        )
