"""The service's clockwork, so many times faster that a run of minutes sees what takes hours."""

FACTOR = 15
"""Every time is divided by it: the settings of the environment, the waits inside the worker (see
`hurried_worker`), and what is injected here in their measure."""

SETTLE_SECONDS = 60 / FACTOR
LEASE_SECONDS = 60 / FACTOR
HTTP_TIMEOUT_SECONDS = 15 / FACTOR
JOB_TIMEOUT_SECONDS = 45 / FACTOR

ENVIRONMENT = {
    "SETTLE_SECONDS": f"{SETTLE_SECONDS:g}",
    "LEASE_SECONDS": f"{LEASE_SECONDS:g}",
    "SWEEP_SECONDS": f"{15 / FACTOR:g}",
    "HTTP_TIMEOUT_SECONDS": f"{HTTP_TIMEOUT_SECONDS:g}",
    "JOB_TIMEOUT_SECONDS": f"{JOB_TIMEOUT_SECONDS:g}",
}
