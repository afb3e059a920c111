"""Dixa's side of the door, and a record of what came through it."""

from dataclasses import dataclass, field, replace

import pytest
from flask import Flask

from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.intake import Receipt, Reopening
from service.lifecycle.record import Closing
from service.web.app import create_app

SECRET = bytes.fromhex("00112233445566778899aabbccddeeff")


@dataclass
class RecordingIntake:
    """Takes events in like the real one, and remembers them; refuses while it is broken."""

    is_broken: bool = False
    closings: list[Closing] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    quarantined: list[tuple[bytes, str, str | None]] = field(default_factory=list)

    def closed(self, closing):
        return self._take(closing, self.closings)

    def reopened(self, reopening):
        return self._take(reopening, self.reopenings)

    def quarantine(self, body, *, reason, event_id):
        self._refuse_while_broken()
        if (body, reason, event_id) in self.quarantined:
            return Receipt.DUPLICATE
        self.quarantined.append((body, reason, event_id))
        return Receipt.ACCEPTED

    @property
    def is_untouched(self):
        return not (self.closings or self.reopenings or self.quarantined)

    def _take(self, event, events):
        self._refuse_while_broken()
        if event.event_id in {earlier.event_id for earlier in events}:
            return Receipt.DUPLICATE
        events.append(event)
        return Receipt.ACCEPTED

    def _refuse_while_broken(self):
        if self.is_broken:
            raise StoreUnavailable("the disk is full")


@dataclass
class Door:
    """The application, and what it has taken in."""

    app: Flask
    intake: RecordingIntake
    secret: bytes = SECRET

    def knock(self, event, *, secret=SECRET, headers=None):
        """Send an event as Dixa does; other headers replace the usual ones."""
        return self.app.test_client().post(
            "/webhooks/dixa", data=event.body, headers=event.headers(secret) | (headers or {})
        )


@pytest.fixture
def make_door(settings, parts):
    """Build a door; keyword arguments are settings."""

    def make(**changes):
        changed = replace(settings, **{"dixa_webhook_secrets": (SECRET,)} | changes)
        intake = RecordingIntake()
        return Door(create_app(changed, replace(parts, settings=changed, intake=intake)), intake)

    return make


@pytest.fixture
def door(make_door):
    """A door with one secret, for every organisation."""
    return make_door()
