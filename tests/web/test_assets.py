import re

from service.web.assets import FOLDER


def test_the_page_asks_for_its_style_sheet_under_its_fingerprint(client):
    page = client.get("/nowhere")
    sheet = client.get(re.search(r'rel="stylesheet" href="([^"]+)"', page.text)[1], buffered=True)
    assert sheet.mimetype == "text/css"
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_asked_for_under_another_fingerprint_is_checked_each_time(client):
    sheet = client.get("/static/page.css?v=0123456789abcdef", buffered=True)
    assert (sheet.status_code, sheet.headers["Cache-Control"]) == (200, "no-cache")


def test_a_file_that_is_not_there_is_not_found(client):
    assert client.get("/static/../app.py").status_code == 404


def test_the_style_sheet_is_small():
    assert (FOLDER / "page.css").stat().st_size < 10_000


def test_robots_are_asked_to_stay_away(client):
    assert client.get("/robots.txt", buffered=True).text == "User-agent: *\nDisallow: /\n"


def test_browsers_that_guess_the_icon_find_it(client):
    assert client.get("/favicon.ico", buffered=True).mimetype == "image/svg+xml"
