"""Lists in the browser: the index, and one list as board, as table and entry by entry."""
