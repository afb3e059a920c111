"""Times, as the API writes them."""

from datetime import UTC, datetime

from service.sandbox.played_dixa.behaviour import Behaviour


def timestamp(at: float, behaviour: Behaviour) -> str:
    """ISO 8601 in UTC.

    Args:
        at: seconds since the epoch.
        behaviour: whether the zone is written twice, as some endpoints do.
    """
    text = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    zone = "Z[GMT]" if behaviour.zoned_timestamps else "Z"
    return text.replace("+00:00", zone)
