"""Where facts come from; one folder per provider."""
