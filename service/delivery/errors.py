"""What can become of bringing a link to the customer, named by what the caller should do."""


class Undeliverable(Exception):  # noqa: N818 - says what is the case, as callers put it
    """This way will never reach this customer: take the next one."""


class NotNow(Exception):  # noqa: N818 - says what is the case, as callers put it
    """This way does not work at the moment: try it again later.

    Args:
        cause: why, in words for the ledger and the log.
        retry_in: seconds that the other side asks us to wait, 0 if it asks for none.
    """

    def __init__(self, cause: str, *, retry_in: float = 0) -> None:
        super().__init__(cause)
        self.retry_in = retry_in
