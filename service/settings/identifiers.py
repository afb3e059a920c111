"""Ids that Dixa has given to something."""

import re

from service.settings.errors import BadValueError


def organization_id(text: str) -> str:
    """The id of an organisation, as Dixa's API and its events give it.

    Raises:
        BadValueError: no id looks like that; the organisation's name, perhaps.
    """
    if not re.fullmatch(r"[!-~]+", text):
        raise BadValueError("must be an organisation's id in Dixa: ASCII, without spaces")
    return text
