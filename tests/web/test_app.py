import dataclasses
import socket

import pytest

from service.web.app import create_app


def test_making_the_application_opens_no_connection(settings):
    with socket.create_server(("127.0.0.1", 0)) as redis:
        port = redis.getsockname()[1]
        create_app(dataclasses.replace(settings, redis_url=f"redis://127.0.0.1:{port}"))
        redis.setblocking(False)
        with pytest.raises(BlockingIOError):
            redis.accept()
