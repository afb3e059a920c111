"""Take the README's pictures of the customer's page anew.

    .venv/bin/python docs/pictures/take.py

Needs `chromium` on the PATH. Serves the real application on this machine over invented surveys, and
writes the pictures beside this file: phones of 360 by 640 at double density, and desktops of 1280
by 720. Letters are drawn in the fonts that the machine has.
"""
# ruff: noqa: INP001 - a script to run, in no package

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.survey_rule import Brand, SurveyRule
from service.settings import Settings, load_settings
from service.web.app import create_app
from service.web.dependencies import build_dependencies

FOLDER = Path(__file__).parent
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}}
LIGHT, DARK = {"color_scheme": "light"}, {"color_scheme": "dark"}
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "page-phone.png": ("csat?rating=5", PHONE | LIGHT),
    "page-phone-dark.png": ("nps?rating=9", PHONE | DARK),
    "page-phone-arabic.png": ("csat?rating=4&lang=ar", PHONE | LIGHT),
    "page-desktop.png": ("nps?rating=9", DESKTOP | LIGHT),
    "page-desktop-arabic-dark.png": ("csat?rating=4&lang=ar", DESKTOP | DARK),
}
"""By file: which page, and on what kind of screen."""


def main() -> None:
    """Take every picture."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("chromium is not on the PATH: install it and try again")
    with page_address() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        for name, (path, screen) in PICTURES.items():
            take(browser, f"{address}/s/{path}", FOLDER / name, screen)
        browser.close()


def take(browser: Browser, address: str, file: Path, screen: dict[str, Any]) -> None:
    """Take one picture of the page as a screen of this kind shows it."""
    context = browser.new_context(**screen)
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=file)
    context.close()


@contextmanager
def page_address() -> Iterator[str]:
    """Serve the pages of the invented surveys, and tell where."""
    settings = our_settings()
    parts = replace(build_dependencies(settings), answers=cast("Any", InventedSurveys()))
    server = make_server("127.0.0.1", 0, create_app(settings, parts), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class InventedSurveys:
    """A survey for each rating type, by its name in small letters."""

    def find(self, token: str) -> Survey:
        """The survey."""
        return our_survey(next(each for each in RatingType if each.lower() == token))


def our_settings() -> Settings:
    """Settings that reach nothing."""
    environ = {
        "DIXA_API_TOKEN": "none",
        "DIXA_WEBHOOK_SECRET": "00",
        "PUBLIC_URL": "http://localhost",
        "REDIS_URL": "redis://127.0.0.1:1",
        "SECRET_KEY": "signs nothing that anybody keeps",
    }
    brand = Brand(
        name="Example Outdoor", color="#0f766e", privacy_url="https://example.com/privacy"
    )
    rule = SurveyRule(name="support", rating=RatingType.CSAT, brand=brand)
    return replace(load_settings(environ), surveys=(rule,))


def our_survey(rating_type: RatingType) -> Survey:
    """A survey whose customer has just been asked."""
    closing = Closing(
        organization="example",
        conversation="1",
        event_id="example",
        closed_at=1_763_719_200_000,  # 21 November 2025
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="customer"),
        agent=Person(id="agent", name="Mia"),
        subject="Where is my tent?",
    )
    return Survey(
        id="example",
        state=State.INVITED,
        closing=closing,
        cycle=1,
        received_at=closing.closed_at,
        rule="support",
        rating_type=rating_type,
        expires_at=round(time.time() * 1000) + 60_000,
    )


if __name__ == "__main__":
    main()
