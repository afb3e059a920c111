"""Whatever stands in the environment: no traceback, one line a fault, no value shown."""

from hypothesis import example, given
from hypothesis import strategies as st

from service.settings import VARIABLES, SettingsError, load_settings

MARK = "pX7qZ"
NAMES = [name for variable in VARIABLES for name in (variable.name, variable.file_name)]


def faults_of(environ):
    try:
        load_settings(environ)
    except SettingsError as refusal:
        return refusal.faults
    return ()


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_no_environment_ends_in_a_traceback(environ):
    faults = faults_of(environ)

    assert all(fault.splitlines() == [fault] for fault in faults)


@given(st.sampled_from(NAMES), st.text(), st.sampled_from(["", "redis://", "smtp://", "https://"]))
@example("REDIS_URL", ":x@host:notaport", "redis://:")
@example("SMTP_URL", "@host:99999", "smtp://user:")
@example("DIXA_RATE", "", "")
def test_no_fault_repeats_a_value(name, text, scheme):
    faults = faults_of({name: f"{scheme}{MARK}{text}"})

    assert not [fault for fault in faults if MARK in fault]
