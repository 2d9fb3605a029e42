"""How far a long job is, at an address of its own."""
