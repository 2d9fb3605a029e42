"""The creator's page: who it is, what is known with what certainty, and what can be done about it."""
