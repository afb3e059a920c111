"""Words that people wrote, put into Markdown so that they are read as they were written.

Source: CommonMark 0.31, "Backslash escapes", "Autolinks", and the marks that begin a block.
"""

import re

_ADDRESS = r"(?P<address>https?://[^\s<>]*[\w/=])"
_MARK = (
    r"[\\`*_~|<>\[\]]"
    r"|&(?=#?\w+;)"  # an entity
    r"|^[-+#=](?=[-+#=\s]|$)"  # a list, a heading, a line across
    r"|(?<=^\d)[.)](?=\s)|(?<=^\d\d)[.)](?=\s)"  # a numbered list
)
_NOT_JUST_WORDS = re.compile(f"{_ADDRESS}|{_MARK}")


def as_written(text: str) -> str:
    """Markdown that shows a text as it is; a web address in it stays one.

    Args:
        text: one line, without blanks around it.
    """
    return _NOT_JUST_WORDS.sub(
        lambda found: link(found[0]) if found["address"] else f"\\{found[0]}", text
    )


def link(url: str) -> str:
    """Markdown for an address: in angle brackets, or an underscore could be taken for emphasis."""
    return f"<{url}>"
