"""What to do about a parked survey, by the reason that it was parked for."""

from service.lifecycle.parking import Parked

_BY_BEGINNING = (
    (
        "suspected:",
        "Look at the answer: {show}; then `retry` submits it, `drop` leaves Dixa without it.",
    ),
    (
        "conflict:",
        "Dixa has an answer, and none can be changed there: compare them ({show}), then `drop`.",
    ),
    ("poison:", "The log tells what happened to the workers: mend that, then `retry`."),
    ("its record can't be read", "A newer version may read it: upgrade, then `retry`; or `drop`."),
    ("no way reached", "Mend the mail server or the customer's address, then `retry`; or `drop`."),
    ("Dixa lists no open offers", "Look into the conversation in Dixa, then `retry` or `drop`."),
    (
        "tried for a day",
        "Look into the conversation in Dixa, then `retry`, which asks there first.",
    ),
    (
        "Dixa refuses: 404",
        "See with `rating-survey check` if DIXA_API_URL is right; then `retry`, or `drop`.",
    ),
    ("Dixa refuses", "Put right in Dixa what its words name, then `retry`; or `drop`."),
)
_USUALLY = "Put right what the reason names, then `retry`; or `drop`."


def advice(parked: Parked) -> str:
    """One line for whoever looks at it."""
    found = (told for beginning, told in _BY_BEGINNING if parked.reason.startswith(beginning))
    show = f"`rating-survey surveys show {parked.conversation}`"
    return next(found, _USUALLY).format(show=show)
