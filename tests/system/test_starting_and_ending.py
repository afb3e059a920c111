"""How the Procfile's processes start, refuse to start, and end."""

import pytest
from outside import outside
from program import ENVIRONMENT, Program, procfile
from redis import Redis
from survey_page import answer
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis
from service.sandbox.conversations import a_conversation
from service.settings import SettingsError, load_settings

EVICTS = (
    "REDIS_URL: it evicts (allkeys-lru): set `maxmemory-policy noeviction`,"
    " or ALLOW_UNSAFE_REDIS=true"
)
FORGETS = "REDIS_URL: it does not persist: set `appendonly yes`, or ALLOW_UNSAFE_REDIS=true"

every_process = pytest.mark.parametrize("name", procfile())


@pytest.fixture
def around(tmp_path):
    with outside(tmp_path) as around:
        yield around


@every_process
def test_without_settings_it_ends_with_2_and_names_each_that_is_missing(name, tmp_path):
    with Program.of_procfile(name, ENVIRONMENT, tmp_path / "log") as program:
        code = program.wait()

    assert code == 2
    assert program.said.splitlines() == faults_of({})


@every_process
def test_with_wrong_settings_it_ends_with_2_and_names_each_but_shows_no_secret(
    name, around, tmp_path
):
    environment = around.environment | {
        "REDIS_URL": "redis://127.0.0.1:1",
        "DIXA_WEBHOOK_SECRET": "hush",
        "SECRET_KEY": "shh",
        "DIXA_RATE": "11",
        "LEASE_SECONDS": "2",
    }
    with Program.of_procfile(name, environment, tmp_path / "log") as program:
        code = program.wait()

    assert code == 2
    assert program.said.splitlines() == faults_of(environment)
    assert len(program.said.splitlines()) == 4
    assert not {"hush", "shh"} & set(program.said.split())


@every_process
def test_a_redis_that_evicts_or_forgets_is_refused_with_what_mends_it(name, around, tmp_path):
    with EmbeddedRedis() as server, Redis.from_url(server.url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru", "appendonly", "no")
        environment = around.environment | {"REDIS_URL": server.url}
        with Program.of_procfile(name, environment, tmp_path / "log") as program:
            code = program.wait()

    assert code == 2
    assert program.said.splitlines() == [EVICTS, FORGETS]


def test_told_to_end_every_process_ends_with_0_and_the_next_goes_on_where_it_was(start_service):
    service = start_service(workers=2)
    conversations = [a_conversation() for _ in range(6)]
    for each in conversations:
        service.dixa.close(each)
    service.dixa.wait_until(lambda: len(service.dixa.calls()) >= 5)

    codes = [program.end() for program in service.programs]

    assert codes == [0, 0, 0]
    assert not any("Traceback" in program.said for program in service.programs)
    for program in service.programs:
        program.start()
    for each in conversations:
        link = service.link(each)
        eventually(lambda: service.answers("/readyz"), what="readiness")
        answer(link, rating=3)
    service.wait_until_submitted(*conversations)
    assert [len(service.dixa.offers(each)) for each in conversations] == [1] * 6


def faults_of(environment):
    """What is wrong with an environment, as the settings themselves put it."""
    with pytest.raises(SettingsError) as raised:
        load_settings(environment)
    return list(raised.value.faults)
