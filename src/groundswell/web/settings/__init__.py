"""Settings: the workspace, who is in it, what leaves it, what was done in it."""
