"""What a survey's file may already say although this version does not act on it yet."""

from collections.abc import Mapping

from service.rules.languages import FALLBACK
from service.rules.survey_rule import SurveyRule

NOT_ACTING_YET: Mapping[str, str] = {
    "cooldown": "acts only within one conversation",
    "languages": "every page is in English",
    "question": f'only "{FALLBACK}" is shown',
    "brand.color": "is not shown",
    "brand.logo": "is not shown",
    "brand.privacy_url": "is not shown",
}


def inactive_keys(rule: SurveyRule) -> dict[str, str]:
    """The keys that the file sets without, or without full, effect: key → what happens instead."""
    return {key: why for key, why in NOT_ACTING_YET.items() if _is_set_in_vain(rule, key)}


def _is_set_in_vain(rule: SurveyRule, key: str) -> bool:
    if key == "question":
        return any(language != FALLBACK for language in rule.question)
    return key in rule.given
