"""Rows of lists kept in memory, per process, as long as their stamp is the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from groundswell.relationships.layers import Rows

MOST_BYTES = 128 * 2**20

_kept: OrderedDict[Hashable, tuple[Hashable, Rows]] = OrderedDict()
_lock = Lock()


def kept(name: Hashable, stamp: Hashable, read: Callable[[], Rows]) -> Rows:
    """The rows under a name: those kept if their stamp is this one, else read anew.

    The least recently used go first when all together need more than `MOST_BYTES`.
    """
    with _lock:
        found = _kept.get(name)
        if found is not None and found[0] == stamp:
            _kept.move_to_end(name)
            return found[1]
    rows = read()
    rows.setflags(write=False)
    with _lock:
        _kept[name] = (stamp, rows)
        _kept.move_to_end(name)
        total = sum(one.nbytes for _, one in _kept.values())
        while total > MOST_BYTES and len(_kept) > 1:
            _, (_, oldest) = _kept.popitem(last=False)
            total -= oldest.nbytes
    return rows


def forget() -> None:
    """Drop everything that is kept."""
    with _lock:
        _kept.clear()
