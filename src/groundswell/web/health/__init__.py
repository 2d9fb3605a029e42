"""Whether the instance works, for monitors and for its administrators."""
