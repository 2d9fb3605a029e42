"""Engines behind discovery: one Protocol in `base`, one contract suite in ``tests/contracts``."""
