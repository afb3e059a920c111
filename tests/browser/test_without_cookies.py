"""The whole journey with a browser that keeps nothing for any site."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


class EagerSite(BaseHTTPRequestHandler):
    """Sets a cookie, tries another by script, and says what came back of them."""

    def do_GET(self) -> None:
        page = f"""<!DOCTYPE html><p>Sent: {self.headers["Cookie"]}</p>
            <script>document.cookie = "tried=1"</script>"""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", "given=1")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_) -> None:
        """Say nothing: a test's output is its failure."""


@pytest.fixture
def eager_site():
    with ThreadingHTTPServer(("127.0.0.1", 0), EagerSite) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def cookies_of(page, address):
    """What a site that sets cookies gets back of them at the second visit."""
    page.goto(address)
    page.reload()
    return page.locator("p").inner_text()


def test_an_answer_is_given_and_changed_where_cookies_are_blocked(
    site, without_cookies, eager_site
):
    page = without_cookies
    assert cookies_of(page, eager_site) == "Sent: None"

    page.goto(site.asked(hold_ms=300_000))
    page.get_by_role("radio", name="Neutral", exact=True).click()
    page.get_by_label("Your comment").fill("Quick & kind")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    page.get_by_role("link", name="Change my answer").click()
    page.get_by_role("radio", name="Satisfied", exact=True).click()
    page.get_by_role("button", name="Change my answer").click()
    expect(page.get_by_role("heading", name="Your answer is changed.")).to_be_visible()

    assert (site.survey.rating, site.survey.comment) == (4, "Quick & kind")


def test_where_they_are_not_that_site_gets_its_cookies(visit, eager_site):
    assert cookies_of(visit("about:blank"), eager_site) == "Sent: given=1; tried=1"
