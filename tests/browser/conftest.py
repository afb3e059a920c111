"""A real Chromium on the real application over a real Redis.

`site`     the served application: makes surveys and tells where their pages are
`visit`    a function that opens a page of it in a browser of a given width, colour scheme,
           language and whatever else a browser may be like
`without_cookies`  a page of a browser that keeps nothing for any site
"""

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lifecycle_cases import Record, a_closing, a_reopening
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from redis import Redis
from werkzeug.serving import WSGIRequestHandler, make_server

from service.hints import Hints
from service.lifecycle.connection import web_redis
from service.lifecycle.leases import Leases
from service.lifecycle.record import Survey
from service.ratings import RatingType
from service.rules.survey_rule import Brand, SurveyRule
from service.settings import Settings, load_settings
from service.web.app import create_app
from service.web.dependencies import EXTENSION, Dependencies
from service.web.preview.token import Preview, Previews, Scene

PROGRAM = "chromium"
BRAND = Brand(name="Example", color="#ffcc00", privacy_url="https://example.com/privacy")
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class SilentHandler(WSGIRequestHandler):
    def log(self, *message) -> None:
        """Say nothing: a test's output is its failure."""


@dataclass
class Site:
    """The served application and the record under it."""

    url: str
    record: Record
    redis_url: str
    secret_keys: tuple[str, ...]

    def asked(self, rating_type: RatingType = RatingType.CSAT, **fields) -> str:
        """A new survey whose customer has just been asked: the address of its page."""
        self.record.intake.closed(a_closing())
        fields = {"rule": "support", "rating_type": rating_type.value} | fields
        self.record.invite(self.survey.id, **fields)
        return self.record.links.url(self.url, self.survey.id)

    def lose_the_record(self) -> None:
        """From now on Redis refuses every connection of the site."""
        self.record.answers._redis = web_redis("redis://127.0.0.1:1")

    def find_the_record(self) -> None:
        self.record.answers._redis = web_redis(self.redis_url)

    def answered(self, **fields) -> str:
        address = self.asked(**fields)
        self.record.answers.record(self.survey.id, nonce="n", rating=4, comment="Quick & kind")
        return address

    def asked_again(self) -> tuple[str, str]:
        """Two surveys about one conversation, the later in place of the one before."""
        first = self.asked()
        self.record.intake.reopened(a_reopening("event-2", at=2000))
        self.record.intake.closed(a_closing("event-3", at=3000))
        _, later = self.record.surveys()
        self.record.invite(later.id, offer_id="offer-2", rule="support")
        return first, self.record.links.url(self.url, later.id)

    def preview(self, scene: Scene) -> str:
        """The address of a page of a survey that nobody was asked."""
        token = Previews(self.secret_keys).token(Preview("support", scene))
        return f"{self.url}/s/{token}"

    def expired(self) -> str:
        return self.asked(expires_at=1_700_000_000_000)

    @property
    def survey(self) -> Survey:
        return self.record.only()


@pytest.fixture
def settings(redis_url) -> Settings:
    environ = {
        "DIXA_API_TOKEN": "token",
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "http://localhost",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }
    rule = SurveyRule(name="support", rating=RatingType.CSAT, brand=BRAND)
    asking_more = replace(rule, name="more", ask_solved=True)
    logo_lost = replace(BRAND, logo="http://127.0.0.1:1/logo.svg")
    pictured = replace(rule, name="pictured", brand=logo_lost)
    return replace(load_settings(environ), surveys=(rule, asking_more, pictured))


@pytest.fixture
def site(settings: Settings, redis: Redis) -> Iterator[Site]:
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(
        f"http://127.0.0.1:{server.port}",
        record_on(redis, app.extensions[EXTENSION]),
        settings.redis_url,
        settings.secret_keys,
    )
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def program() -> str:
    """Where Chromium is."""
    program = shutil.which(PROGRAM)
    if program is None:
        pytest.skip(f"{PROGRAM} is not on the PATH")
    return program


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, program: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**options(program))
    yield browser
    browser.close()


@pytest.fixture
def without_cookies(playwright: Playwright, program: str, tmp_path: Path) -> Iterator[Page]:
    """A page of a Chromium whose user has blocked all cookies and whatever sites keep like them."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    blocked = {"default_content_setting_values": {"cookies": 2}}
    preferences.write_text(json.dumps({"profile": blocked}))
    context = playwright.chromium.launch_persistent_context(
        tmp_path, locale="en-GB", **options(program)
    )
    yield context.pages[0]
    context.close()


@pytest.fixture
def visit(chromium: Browser):
    """A function that opens an address; the page is closed with the test."""
    contexts = []

    def open_page(
        address: str, *, width=360, scheme="light", javascript=True, language="en-GB", **options
    ) -> Page:
        viewport = {"width": width, "height": 640}
        context = chromium.new_context(
            viewport=viewport,
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale=language,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def options(program: str) -> dict[str, Any]:
    return {"executable_path": program, "chromium_sandbox": False, "args": QUIET}


def record_on(redis: Redis, parts: Dependencies) -> Record:
    return Record(
        redis=redis,
        intake=parts.intake,
        answers=parts.answers,
        links=parts.links,
        leases=Leases(redis, lease_seconds=60),
        hints=Hints(redis, job_timeout_seconds=45),
    )
