"""Times, as the API writes them."""

from datetime import UTC, datetime

from service.sandbox.played_dixa.behaviour import Behaviour


def timestamp(at: float, behaviour: Behaviour) -> str:
    """ISO 8601 in UTC.

    Args:
        at: seconds since the epoch.
        behaviour: whether it is written as Java does, as some endpoints do: the zone twice, and
            without what is zero at the end.
    """
    text = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    if not behaviour.zoned_timestamps:
        return text.replace("+00:00", "Z")
    return text.replace("+00:00", "").removesuffix(".000").removesuffix(":00") + "Z[GMT]"
