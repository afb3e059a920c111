"""`rating-survey check`: does everything work that the service relies on?"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
from redis.exceptions import RedisError

from service.cli.counted import counted
from service.cli.dixa_advice import advice, said
from service.cli.doubts import doubts_about, misspelt
from service.cli.environment import data_option, settings_or_exit
from service.cli.store import is_it_there
from service.delivery.email import EmailDelivery
from service.delivery.errors import NotNow, Undeliverable
from service.delivery.reach import reach_of
from service.delivery.webhook import WebhookDelivery
from service.dixa.client import trial_client
from service.dixa.errors import DixaError
from service.lifecycle.connection import web_redis
from service.lifecycle.durability import durability_faults, replicas_needed
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.other_askers import REMEMBERED_DAYS, OtherAskers
from service.lifecycle.sentinels import is_by_sentinels
from service.lifecycle.vitals import Vitals
from service.settings import Settings
from service.settings.keys import is_guessable

FOUND_EXIT = 1

_NEEDS = {"email": "SMTP_URL", "webhook": "DELIVERY_WEBHOOK_URL"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Args:
        is_good: whether it works.
        text: what was found, and what to do if it does not work.
        is_note: worth knowing, though nothing is broken.
    """

    is_good: bool
    text: str
    is_note: bool = False

    @property
    def mark(self) -> str:
        """How the line begins."""
        if not self.is_good:
            return "FAULT"
        return "note " if self.is_note else "ok   "


@click.command()
@data_option
def check(data: Path) -> None:
    """Try every setting, Redis, Dixa, mail, the delivery webhook and the rules; say what to do.

    Nothing is delivered, so whether Dixa posts a message shows with the first one.
    """
    settings = settings_or_exit(data=data)
    findings = [
        finding
        for part in (_settings, _redis, _workers, _dixa, _others, _mail, _webhook, _rules)
        for finding in part(settings)
    ]
    for finding in findings:
        click.echo(f"{finding.mark} {finding.text}")
    sys.exit(0 if all(finding.is_good for finding in findings) else FOUND_EXIT)


def _settings(settings: Settings) -> Iterator[Finding]:
    count = len(settings.surveys)
    yield Finding(True, f"settings: {counted(count, 'survey')}, links at {settings.public_url}")
    if settings.allow_unsafe_redis:
        text = "ALLOW_UNSAFE_REDIS is set: answers may be lost when Redis restarts"
        yield Finding(True, text, is_note=True)
    if is_guessable(settings.dixa_webhook_secrets):
        text = (
            "DIXA_WEBHOOK_SECRET: too short to be Dixa's, and whoever guesses it can forge events:"
            " `rating-survey webhook create` prints the right one"
        )
        yield Finding(True, text, is_note=True)
    for text in misspelt(os.environ):
        yield Finding(True, text, is_note=True)


def _redis(settings: Settings) -> Iterator[Finding]:
    try:
        with web_redis(settings.redis_url) as redis:
            faults = durability_faults(redis)
            needed = replicas_needed(redis)
    except RedisError as error:
        yield Finding(False, f"Redis: {error}: {is_it_there()}")
        return
    yield Finding(True, "Redis: reachable")
    if not faults:
        yield Finding(True, "Redis: keeps what it acknowledges")
    for fault in faults:
        yield Finding(settings.allow_unsafe_redis, f"Redis: {fault}")
    if is_by_sentinels(settings.redis_url):
        yield _replicas(needed)


def _replicas(needed: int | None) -> Finding:
    """What a failover may lose: a master confirms before its replicas have it."""
    if needed:
        text = f"Redis: takes writes only while it is followed by {counted(needed, 'replica')}"
        return Finding(True, text)
    found = "does not tell" if needed is None else "has not set"
    text = (
        f"Redis: {found} `min-replicas-to-write`: behind Sentinels it must be 1 or more, or a"
        " master that is cut off goes on confirming what the failover then loses"
    )
    return Finding(True, text, is_note=True)


def _workers(settings: Settings) -> Iterator[Finding]:
    with web_redis(settings.redis_url) as redis:
        health = Vitals(redis).read()
    if health.redis:
        hint = "" if health.workers else ": start one with `rating-survey worker`"
        yield Finding(health.workers > 0, f"workers: {health.workers} alive{hint}")


def _dixa(settings: Settings) -> Iterator[Finding]:
    try:
        with closing(trial_client(settings)) as dixa:
            organization = dixa.get_organization()
    except DixaError as error:
        yield Finding(False, f"{said(error)}: {advice(error)}")
    else:
        yield Finding(True, f"Dixa: the token belongs to {organization.name}")
        yield from _organization(settings.dixa_organization_id, organization.id)


def _organization(expected: str | None, found: str) -> Iterator[Finding]:
    if expected not in (None, found):
        text = f"DIXA_ORGANIZATION_ID is {expected}, but the token belongs to {found}"
        yield Finding(False, f"{text}: events of {found} would be ignored")


def _others(settings: Settings) -> Iterator[Finding]:
    try:
        with web_redis(settings.redis_url) as redis:
            count = OtherAskers(redis).count()
    except StoreUnavailable:
        return  # which was told already
    if count:
        text = (
            f"two systems are asking: in the last {REMEMBERED_DAYS} days,"
            f" {counted(count, 'conversation')} had been asked about by Dixa's own survey or"
            " another tool: switch one of them off"
        )
        yield Finding(False, text)


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_url or not settings.mail_from:
        yield Finding(True, "mail: off, since SMTP_URL is not set")
        return
    mail = EmailDelivery(
        smtp_url=settings.smtp_url,
        sender=settings.mail_from,
        timeout_seconds=settings.http_timeout_seconds,
    )
    try:
        mail.check()
    except (NotNow, Undeliverable) as error:
        yield Finding(False, f"mail: {error}: check SMTP_URL")
    else:
        yield Finding(True, "mail: the server takes our connection")


def _webhook(settings: Settings) -> Iterator[Finding]:
    if not settings.delivery_webhook_url or not settings.delivery_webhook_secrets:
        return
    webhook = WebhookDelivery(
        url=settings.delivery_webhook_url,
        keys=settings.delivery_webhook_secrets,
        timeout_seconds=settings.http_timeout_seconds,
    )
    try:
        with closing(webhook):
            status = webhook.check()
    except NotNow as error:
        yield Finding(False, f"delivery webhook: {error}: check DELIVERY_WEBHOOK_URL")
    else:
        # An event would invent a customer, whom a gateway might write to.
        text = f"delivery webhook: something answers there ({status} to a HEAD request)"
        yield Finding(True, f"{text}; whether it takes our signature, the first link shows")


def _rules(settings: Settings) -> Iterator[Finding]:
    set_up = reach_of(settings).names
    for rule in settings.surveys:
        on = ", ".join(way for way in rule.deliver if way in set_up)
        off = [way for way in rule.deliver if way not in set_up]
        needs = ", ".join(f"{way} is off until {_NEEDS[way]} is set" for way in off)
        if not on:
            text = f"survey {rule.name}: nobody is asked, since none of its ways works: {needs}"
            yield Finding(False, text)
            continue
        yield Finding(True, f"survey {rule.name}: {rule.rating} by {on}")
        if needs:
            yield Finding(True, f"survey {rule.name}: {needs}", is_note=True)
    for doubt in doubts_about(settings.surveys):
        yield Finding(True, doubt, is_note=True)
