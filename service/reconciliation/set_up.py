"""The audit and the backfill that the settings describe."""

from redis import Redis

from service.dixa.client import DixaClient
from service.dixa.reconciling import ReconcilingClient
from service.hints import Hints
from service.lifecycle.intake import Intake
from service.lifecycle.repairs import Repairs
from service.lifecycle.states import State
from service.reconciliation.audit import Audit
from service.reconciliation.backfill import Backfill
from service.settings import Settings

ON_ITS_WAY_SECONDS = 120.0
"""What happened so lately may still be told by the webhook."""

LONGEST_BACK_SECONDS = 7 * 86_400.0
"""Shorter than events and closings are remembered: what is forgotten would seem to be new."""


def audit_of(settings: Settings, redis: Redis, dixa: DixaClient) -> Audit:
    """The audit of this service's record."""
    repairs = Repairs(redis, hint=_hints(settings, redis).add)
    return Audit(redis, dixa, repairs, settle_seconds=settings.settle_seconds)


def backfill_of(settings: Settings, redis: Redis, dixa: ReconcilingClient) -> Backfill:
    """The backfill of this service's record."""
    hints = _hints(settings, redis)
    return Backfill(
        redis,
        dixa,
        Intake(redis, hint=lambda pipe, survey_id: hints.add(pipe, survey_id, State.RECEIVED)),
        organization=settings.dixa_organization_id,
        webhook_url=settings.events_url,
    )


def _hints(settings: Settings, redis: Redis) -> Hints:
    return Hints(redis, job_timeout_seconds=settings.job_timeout_seconds)
