"""Asking Dixa about subscriptions, or ending the command with what it says."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus

from service.cli.dixa_advice import advice, said
from service.cli.environment import UNAVAILABLE_EXIT, USAGE_EXIT, exit_with
from service.dixa.client import DixaClient, trial_client
from service.dixa.errors import DixaError, Rejected, TokenRefused, Unreadable
from service.settings import Settings

_WHAT_TO_DO = "is DIXA_API_TOKEN an administrator's, and DIXA_API_URL right?"


@contextmanager
def asking_dixa(settings: Settings) -> Iterator[DixaClient]:
    """A client of Dixa; an error of it in this context ends the command."""
    try:
        with closing(trial_client(settings)) as dixa:
            yield dixa
    except (Rejected, TokenRefused) as error:
        is_not_found = isinstance(error, Rejected) and error.status == HTTPStatus.NOT_FOUND
        what_to_do = advice(error) if is_not_found else _WHAT_TO_DO
        exit_with((f"{said(error)}: {what_to_do}",), USAGE_EXIT)
    except Unreadable as error:
        exit_with((f"{said(error)}: {advice(error)}",), USAGE_EXIT)
    except DixaError as error:
        exit_with((f"{said(error)}: {advice(error)}",), UNAVAILABLE_EXIT)
