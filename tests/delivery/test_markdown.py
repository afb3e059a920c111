"""What people wrote is read as they wrote it, whatever Markdown would make of it."""

import pytest

from service.delivery.markdown import as_written

ADDRESS = "https://example.com/a_b_c?d=*e*"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("How was the help you got from Agnes?", "How was the help you got from Agnes?"),
        ("Anne-Marie (Tier 2), R&D, 5 > 4!", r"Anne-Marie (Tier 2), R&D, 5 \> 4!"),
        ("*Agnes* _the_ ~best~ `agent`", r"\*Agnes\* \_the\_ \~best\~ \`agent\`"),
        ("[Agnes](javascript:alert)", r"\[Agnes\](javascript:alert)"),
        ("![Agnes][1]", r"!\[Agnes\]\[1\]"),
        ("<b>Agnes</b>", r"\<b\>Agnes\</b\>"),
        ("&copy; Agnes", r"\&copy; Agnes"),
        ("Agnes\\", r"Agnes\\"),
        ("# How was it?", r"\# How was it?"),
        ("- How was it?", r"\- How was it?"),
        ("1. How was it?", r"1\. How was it?"),
        ("12) How was it?", r"12\) How was it?"),
        ("3.5 stars?", "3.5 stars?"),
        ("+45 12 34 56 78?", "+45 12 34 56 78?"),
        (f"See {ADDRESS}.", f"See <{ADDRESS[:-1]}>\\*."),
        ("Is https://example.com/a_b good?", "Is <https://example.com/a_b> good?"),
        ("_https://example.com/_", r"\_<https://example.com/_>"),
    ],
)
def test_marks_are_escaped_and_addresses_stay_addresses(text, markdown):
    assert as_written(text) == markdown
