"""What a survey's file may already say although this version does not act on it yet."""

from collections.abc import Mapping

from service.rules.survey_rule import SurveyRule

NOT_ACTING_YET: Mapping[str, str] = {
    "cooldown": "acts only within one conversation",
}


def inactive_keys(rule: SurveyRule) -> dict[str, str]:
    """The keys that the file sets without, or without full, effect: key → what happens instead."""
    return {key: why for key, why in NOT_ACTING_YET.items() if key in rule.given}
