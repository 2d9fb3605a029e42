"""What makes two plans the same question."""

import hashlib

from groundswell.discovery.engines.base import Both, Either, InRows, Plan, PlanNode, Without


def identity(plan: Plan) -> str:
    """The same for equal plans, different for others."""
    told = (
        plan.viewer,
        [_told(node) for node in plan.filters],
        [(_told(wish.node), wish.weight) for wish in plan.wishes],
        plan.text,
        plan.order,
        plan.descending,
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=9).hexdigest()


def _told(node: PlanNode) -> object:
    match node:
        case InRows(rows):
            return "rows", hashlib.blake2b(rows.tobytes(), digest_size=16).hexdigest()
        case Both(nodes) | Either(nodes):
            return type(node).__name__, [_told(one) for one in nodes]
        case Without(inner):
            return "not", _told(inner)
        case _:
            return node
