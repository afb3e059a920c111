from pathlib import Path
from re import MULTILINE, findall

from service.rules.reasons import SuppressReason

GUIDE = Path(__file__).parents[2] / "docs" / "who-is-asked.md"


def test_every_reason_is_explained_to_those_who_lead_a_team_in_the_order_of_deciding():
    explained = findall(r"^\| `([^`]+)` \|", GUIDE.read_text("utf-8"), MULTILINE)

    assert explained[: len(SuppressReason)] == list(SuppressReason)
