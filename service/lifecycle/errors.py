"""What can go wrong between a request and the record."""


class StoreUnavailable(Exception):  # noqa: N818 - says what is the case, as callers put it
    """Redis refuses, is silent, full or loading: nothing was read, or certainly stored.

    The caller asks for the same again later; every write is safe to repeat.
    """
