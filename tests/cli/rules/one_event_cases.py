"""The surveys on which tests try an event, and when that one was closed."""

SURVEYS = """
[[survey]]
name = "sales"
rating = "Nps"
channels = ["EMAIL", "WIDGET_CHAT"]
queues = ["Sales"]

[[survey]]
name = "vip"
rating = "Nps"
tags = ["vip"]

[[survey]]
name = "support"
rating = "Csat"
without_tags = ["spam"]
delay = "30m"
expires = "7d"

[[survey]]
name = "everything else"
rating = "Csat"
"""

CLOSED_AT = 1_773_247_170_125  # 11 March 2026, 16:39:30 UTC
HEAD = '[[survey]]\nname = "support"\nrating = "Csat"\n'
