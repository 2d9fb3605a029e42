"""The pages of this area: who gets which answer; see `permissions.py`."""

from tests.architecture.permissions import Address

ADDRESSES: list[Address] = []
