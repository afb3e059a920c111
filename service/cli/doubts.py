"""What is probably not meant: nothing is wrong with it, but it asks nobody, or by other rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain

from service.dixa.channels import CHANNELS
from service.rules.faults import did_you_mean
from service.rules.survey_rule import SurveyRule
from service.settings.declaration import VARIABLES_BY_FIELD

_INCLUDING = ("channels", "queues", "directions", "tags", "contact_points")
_OTHERS = ("PORT", "WEB_CONCURRENCY", "RATING_SURVEY_DATA")
"""Variables that no setting is made of."""

_ALIKE = 0.85
"""So much alike are names of which one is a slip; ours differ by more among themselves."""


def doubts_about(rules: Sequence[SurveyRule]) -> Iterator[str]:
    """A line for each thing in the surveys that is probably not meant.

    Args:
        rules: the surveys in the file's order.
    """
    for position, rule in enumerate(rules):
        told_of = (_asks_nobody(rule), _unheard_of(rule), _never_reached(rule, rules[:position]))
        for told in chain.from_iterable(told_of):
            yield f"survey {rule.name}: {told}"


def misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    """A line for each variable that is none of ours, and is much like one that is."""
    ours = VARIABLES_BY_FIELD.values()
    files = (variable.file_name for variable in ours if variable.secret)
    known = {*(variable.name for variable in ours), *files, *_OTHERS}
    for name in sorted(environ.keys() - known):
        if name.removesuffix("_FILE") in known:
            yield f"{name} is not read: only a secret may stand in a file"
        elif nearest := get_close_matches(name, sorted(known), n=1, cutoff=_ALIKE):
            yield f"{name} is no setting of ours: did you mean {nearest[0]}?"


def _asks_nobody(rule: SurveyRule) -> Iterator[str]:
    if rule.sample == 0:
        yield "nobody is asked by it, since its sample is 0"


def _unheard_of(rule: SurveyRule) -> Iterator[str]:
    """A channel may be new to us, but more likely it is misspelt, and nobody is asked."""
    for name in rule.channels:
        if name.upper() not in CHANNELS:
            hint = did_you_mean(name.upper(), CHANNELS) or "is it spelt right? "
            yield f"channel {name} is none that we know: {hint}Known are {', '.join(CHANNELS)}"


def _never_reached(rule: SurveyRule, before: Iterable[SurveyRule]) -> Iterator[str]:
    first = next((each for each in before if _fits_all_that_fits(each, rule)), None)
    if first:
        yield f'it is never used: whatever fits it fits "{first.name}", which comes first'


def _fits_all_that_fits(rule: SurveyRule, other: SurveyRule) -> bool:
    """Whether no conversation can fit the other survey without fitting this one."""
    wider = (_is_wider(getattr(rule, key), getattr(other, key)) for key in _INCLUDING)
    return all(wider) and _folded(rule.without_tags) <= _folded(other.without_tags)


def _is_wider(listed: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not listed or (bool(other) and _folded(other) <= _folded(listed))


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)
