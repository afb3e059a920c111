"""The settings that a running process works by, kept while new ones are tried.

gunicorn reads its configuration again on SIGHUP, in the same process, and starts its workers from
there. What is wrong then must not end what runs: the settings in force stay.
"""

from service.settings.declaration import Settings

_in_force: list[Settings] = []


def put_in_force(settings: Settings) -> None:
    """Work by these from now on; processes that are forked from this one do, too."""
    _in_force[:] = [settings]


def in_force() -> Settings | None:
    """The settings last put in force in this process or the one it was forked from."""
    return _in_force[0] if _in_force else None
