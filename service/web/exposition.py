"""Figures as Prometheus reads them, each with what it counts.

Source: Prometheus' documentation, "Exposition formats".
"""

from collections.abc import Mapping

from service.lifecycle.states import ENDED, State

_SAID: Mapping[str, str] = {
    "surveys_due": "Surveys with a next step to come, now or later.",
    "workers_alive": "Workers that were heard of within the last minute.",
    "oldest_overdue_seconds": "How late the next step of a survey is, at most.",
    "quarantined_events": "Signed events that could not be read and are still kept.",
    **{f"surveys_{state}": f"Surveys that are {state} now." for state in State},
    **{f"surveys_{state}": f"Surveys that have ended as {state}, so far." for state in ENDED},
    "surveys_received": "Surveys that are not decided yet.",
    "surveys_offer_unknown": "Surveys whose offer may be in Dixa, or not.",
    "surveys_submit_unknown": "Surveys whose answer may be in Dixa, or not.",
    "surveys_parked": "Surveys that wait for a person: see rating-survey parked list.",
}
_OF_A_NEWER_VERSION = "Surveys in a state that this version does not know."


def exposition(figures: Mapping[str, float]) -> str:
    """The text for figures, in their order.

    Args:
        figures: by name, without the prefix that all of ours have.
    """
    return "".join(
        f"# HELP rating_survey_{name} {_SAID.get(name, _OF_A_NEWER_VERSION)}\n"
        f"# TYPE rating_survey_{name} gauge\n"
        f"rating_survey_{name} {value}\n"
        for name, value in figures.items()
    )
