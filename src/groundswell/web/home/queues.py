"""The registry of queues: what may need a member, each with its items and what can be done.

An area adds its own with `queue`; `work.py` has those of what is there today:

    @queue("replies", _("Replies to answer"), icon="message-reply", today=True)
    def replies(member: Member) -> list[Item]: ...

    replies.does("done", _("Done"), answered)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from groundswell.kernel.errors import Missing
from groundswell.web.doors import MemberRequest
from groundswell.workspaces.scope import Right

Words = str | Promise
MOST = 100  # items of one queue that are looked at


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that needs somebody.

    Attributes:
        key: names it in its queue.
        title: who or what it is about, in bold.
        about: what happened, beside the title.
        text: a second line.
        when: since when it waits; None where that does not matter.
        href: where it is dealt with.
        person: whether the title is a name, which gets its initials.
        late: whether its time is past; told in words too (``about`` or ``text``).
        does: the deeds that fit this item, by name; None for all of its queue.
    """

    key: str
    title: str
    about: str = ""
    text: str = ""
    when: datetime | None = None
    href: str = ""
    person: bool = False
    late: bool = False
    does: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a deed did, in a sentence, and the uid that takes it back where that can be."""

    text: str
    undo: str | None = None


Load = Callable[[MemberRequest], list[Item]]
Act = Callable[[MemberRequest, str], Said]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done with an item from Home: ``done`` has the key E, ``snooze`` H."""

    name: str
    label: Words
    act: Act
    right: Right


@dataclass(slots=True)
class Queue:
    """One kind of thing that needs somebody.

    Attributes:
        slug: names it in addresses.
        label: what it is called.
        icon: a sign of the sprite.
        load: its items, the most urgent first, at most `MOST`.
        today: whether it stands under "Today"; else under "This week".
        right: who sees it.
        deeds: what can be done with an item.
    """

    slug: str
    label: Words
    icon: str
    load: Load
    today: bool = False
    right: Right = Right.READ
    deeds: dict[str, Deed] = field(default_factory=dict)

    def does(self, name: str, label: Words, act: Act, *, right: Right = Right.WRITE) -> None:
        """Add something that can be done with an item."""
        self.deeds[name] = Deed(name, label, act, right)


_QUEUES: dict[str, Queue] = {}


def queue(
    slug: str, label: Words, *, icon: str, today: bool = False, right: Right = Right.READ
) -> Callable[[Load], Queue]:
    """Declare a queue; ValueError where the name is taken."""

    def register(load: Load) -> Queue:
        if slug in _QUEUES:
            raise ValueError(f"two queues are called {slug!r}")
        _QUEUES[slug] = Queue(slug, label, icon, load, today, right)
        return _QUEUES[slug]

    return register


@dataclass(frozen=True, slots=True)
class Loaded:
    """A queue with its items as the member sees them."""

    queue: Queue
    items: list[Item]

    @property
    def late(self) -> int:
        """How many of the items are past their time."""
        return sum(1 for item in self.items if item.late)

    @property
    def oldest(self) -> datetime | None:
        """Since when the longest waiting item waits."""
        return min((item.when for item in self.items if item.when), default=None)


def loaded(request: MemberRequest) -> list[Loaded]:
    """Every queue that the member may see, in the order of registration."""
    return [
        Loaded(one, one.load(request)[:MOST])
        for one in queues()
        if one.right in request.scope.rights
    ]


def queues() -> Iterable[Queue]:
    """Every queue there is."""
    from groundswell.web.home import work  # noqa: F401 - registers those of today

    return _QUEUES.values()


def deed_of(request: MemberRequest, slug: str, name: str) -> Deed:
    """What can be done in a queue; raises Missing, and Refused without the right."""
    found = next((one for one in queues() if one.slug == slug), None)
    deed = found.deeds.get(name) if found else None
    if deed is None:
        raise Missing("Nothing of the kind can be done here.")
    request.scope.require(deed.right)
    return deed
