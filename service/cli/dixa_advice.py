"""What to do when Dixa can't be asked, and asking first whether it takes the token."""

from contextlib import closing
from http import HTTPStatus

from service.cli.environment import USAGE_EXIT, exit_with
from service.dixa.client import trial_client
from service.dixa.errors import DixaError, GateShut, Rejected, TokenRefused, Unreadable
from service.settings import Settings


def advice(error: DixaError) -> str:
    """What to look at, in a few words."""
    if _is_about_the_token(error):
        return "check DIXA_API_TOKEN and DIXA_API_URL"
    if isinstance(error, Rejected):
        return "check DIXA_API_URL"
    if isinstance(error, Unreadable):
        return "DIXA_API_URL does not answer as Dixa's API does: check it"
    if isinstance(error, GateShut):
        return "Dixa is busy or failing, try again later"
    return "check DIXA_API_URL, and whether it can be reached from here"


def said(error: DixaError) -> str:
    """What went wrong, as the beginning of a line that names Dixa once."""
    text = str(error).removeprefix("Dixa ").replace("Dixa's answer", "the answer", 1)
    return f"Dixa: {text}"


def refuse_wrong_token(settings: Settings) -> None:
    """End the command if Dixa refuses the token.

    Asked beside the workers' gate: a wrong token tried by hand must not stop them.
    """
    try:
        with closing(trial_client(settings)) as dixa:
            dixa.get_organization()
    except (TokenRefused, Rejected) as error:
        variable = "DIXA_API_TOKEN" if _is_about_the_token(error) else "DIXA_API_URL"
        exit_with((f"{variable}: {error}: {advice(error)}",), USAGE_EXIT)
    except DixaError:
        return  # which the command itself will tell


def _is_about_the_token(error: DixaError) -> bool:
    """Whether it may be; a wrong path in the address gets a 403, too."""
    is_forbidden = isinstance(error, Rejected) and error.status == HTTPStatus.FORBIDDEN
    return is_forbidden or isinstance(error, TokenRefused)
