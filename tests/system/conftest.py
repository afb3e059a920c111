"""`service`: the running service, with two workers; one for each file of tests.

`start_service`: starts one of its own for a test that breaks it. What the processes said is shown
where a test has failed.
"""

import sys
from contextlib import ExitStack

import pytest
from running_service import running_service


@pytest.fixture(scope="module")
def module_service(tmp_path_factory):
    with running_service(tmp_path_factory.mktemp("service"), workers=2) as service:
        yield service


@pytest.fixture
def service(module_service):
    said = {program: len(program.said) for program in module_service.programs}
    yield module_service
    for program, before in said.items():
        sys.stdout.write(program.said[before:])


@pytest.fixture
def start_service(tmp_path):
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(running_service(tmp_path, **options))
