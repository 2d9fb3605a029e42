"""What was done, in words."""


def verb(word: str) -> str:
    """``list.created`` as people say it: ``List created``."""
    return word.replace(".", " ").replace("_", " ").replace("-", " ").capitalize()
