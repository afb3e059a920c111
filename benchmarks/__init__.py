"""What the service can take, measured through its real processes on this machine.

    make bench                     # about a minute
    python -m benchmarks --small   # a few seconds: only to see that it runs

Every figure of the web side stands beside a bare Flask route, served by the same gunicorn with the
same settings in the same run, the two in turn: machines differ and drift, the ratio says more.
The workers' side is measured with the limit on calls to Dixa lifted, which no installation can do:
Dixa allows ten calls a second, and that is the bound in real use.
"""
