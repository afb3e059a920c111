"""Everything the record promises, tried on sequences that nobody would have thought of."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from record_machine import RecordMachine

WITHOUT_EXPLAINING = [phase for phase in Phase if phase is not Phase.explain]


@pytest.mark.timeout(600)  # a failure is made as short as it can be, which takes a while
def test_whatever_happens_in_whatever_order_the_record_keeps_its_promises(redis):
    run_state_machine_as_test(
        lambda: RecordMachine(redis),
        settings=settings(max_examples=80, stateful_step_count=40, phases=WITHOUT_EXPLAINING),
    )
