"""What outsiders see of a list: a page behind a link, where they may vote and comment."""
