"""Settings that are right one by one but not together."""

import operator
from collections.abc import Iterator, Mapping
from typing import Any

from service.settings.declaration import VARIABLES_BY_FIELD

_CLOCKWORK = (
    ("http_timeout_seconds", "less than", "job_timeout_seconds"),
    ("job_timeout_seconds", "less than", "lease_seconds"),
    ("lease_seconds", "at most", "settle_seconds"),
)
"""A request ends before its job does, a job before its lease, and a lease before what it left
unknown is looked at: otherwise two workers could send the same thing."""

_COMPARISONS = {"less than": operator.lt, "at most": operator.le}

_TOGETHER = (
    ("smtp_url", "mail_from"),
    ("mail_from", "smtp_url"),
    ("mail_reply_to", "mail_from"),
    ("delivery_webhook_url", "delivery_webhook_secrets"),
    ("delivery_webhook_secrets", "delivery_webhook_url"),
)


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """A line for each contradiction.

    Args:
        values: the settings by their fields; those that are wrong by themselves are left out.
    """
    return [*_disorder(values), *_halves(values)]


def _disorder(values: Mapping[str, Any]) -> Iterator[str]:
    for shorter, relation, longer in _CLOCKWORK:
        if not {shorter, longer} <= values.keys():
            continue
        if not _COMPARISONS[relation](values[shorter], values[longer]):
            short, long = VARIABLES_BY_FIELD[shorter], VARIABLES_BY_FIELD[longer]
            yield short.fault(
                f"is {values[shorter]:g} but must be {relation} {long.name}, {values[longer]:g}",
                example=f"{short.name}={short.default} {long.name}={long.default}",
            )


def _halves(values: Mapping[str, Any]) -> Iterator[str]:
    for given, missing in _TOGETHER:
        is_missing = missing in values and values[missing] is None
        if is_missing and values.get(given) is not None:
            missed = VARIABLES_BY_FIELD[missing]
            yield missed.fault(f"must be set as well when {VARIABLES_BY_FIELD[given].name} is")
