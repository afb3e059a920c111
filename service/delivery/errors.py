"""What can become of bringing a link to the customer, named by what the caller should do."""


class Undeliverable(Exception):  # noqa: N818 - says what is the case, as callers put it
    """This way will never reach this customer: take the next one."""


class NotNow(Exception):  # noqa: N818 - says what is the case, as callers put it
    """This way does not work at the moment: try it again later."""
