"""What can go wrong with the record."""


class StoreUnavailable(Exception):  # noqa: N818 - says what is the case, as callers put it
    """Redis refuses, is silent, full or loading: nothing was read, or certainly stored.

    The caller asks for the same again later; every write is safe to repeat.
    """


class RecordUnreadable(Exception):  # noqa: N818 - says what is the case, as callers put it
    """What is kept of a survey is not what this version understands; a newer one may.

    Args:
        survey_id: which.
        error: what came of reading it; only its kind is told, since the rest may be personal.
    """

    def __init__(self, survey_id: str, error: Exception) -> None:
        super().__init__(f"its record can't be read ({survey_id}, {type(error).__name__})")
