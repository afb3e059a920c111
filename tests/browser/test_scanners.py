"""What opens links for other reasons than to answer: mail scanners, previews, the curious."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser


def test_looking_changes_not_one_byte_however_often_and_with_scripts_too(site, visit):
    address = f"{site.asked()}?rating=1"
    before = every_byte(site.record.redis)
    for _ in range(100):
        look("GET", address)
        look("HEAD", address)
    visit(address).wait_for_load_state("networkidle")
    assert every_byte(site.record.redis) == before


def every_byte(redis) -> dict[str, bytes]:
    """All keys there are, the queue's too, each with what it holds."""
    return {key: redis.dump(key) for key in redis.scan_iter()}


def look(method: str, address: str) -> None:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}")
    assert connection.getresponse().status == 200
    connection.close()
