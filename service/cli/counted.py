"""How many of something, in words."""


def counted(count: int, what: str) -> str:
    """A number and what it is of, as in `1 survey` and `2 surveys`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
