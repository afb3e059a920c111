"""How an answer came about, in one sentence: what its page could tell, and nothing about who."""

from service.cli.surveys.survey_words import printable
from service.cli.times import utc
from service.lifecycle.record import Survey


def came_about(survey: Survey) -> str | None:
    """The provenance of the recorded answer; None without an answer, or if nobody noted it."""
    if survey.rating is None or survey.drawn_at is None:
        return None
    seconds = (survey.took_ms or 0) / 1000
    parts = [
        f"The page was opened at {utc(survey.drawn_at)}, the answer came {seconds:.1f} s later"
    ]
    if survey.preselected is not None:
        parts.append(f"the link had chosen {survey.preselected}")
    if survey.changes:
        parts.append("changed once" if survey.changes == 1 else f"changed {survey.changes} times")
    if survey.signals:
        parts.append(f"what people rarely do: {printable(', '.join(survey.signals))}")
    if survey.disowned_at is not None:
        parts.append(f"disowned at {utc(survey.disowned_at)}, when it had been passed on")
    return "; ".join(parts) + "."
