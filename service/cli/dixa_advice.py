"""What to do when Dixa can't be asked, and asking first whether it takes the token."""

from service.cli.environment import USAGE_EXIT, exit_with
from service.dixa.client import trial_client
from service.dixa.errors import DixaError, GateShut, Rejected
from service.settings import Settings


def advice(error: DixaError) -> str:
    """What to look at, in a few words."""
    if isinstance(error, GateShut | Rejected):
        return "check DIXA_API_TOKEN and DIXA_API_URL"
    return "check DIXA_API_URL, and whether it can be reached from here"


def said(error: DixaError) -> str:
    """What went wrong, as the beginning of a line that names Dixa once."""
    return f"Dixa: {str(error).removeprefix('Dixa ')}"


def refuse_wrong_token(settings: Settings) -> None:
    """End the command if Dixa refuses the token.

    Asked beside the workers' gate: a wrong token tried by hand must not stop them.
    """
    try:
        trial_client(settings).get_organization()
    except (GateShut, Rejected) as error:
        exit_with((f"DIXA_API_TOKEN: {error}: {advice(error)}",), USAGE_EXIT)
    except DixaError:
        return  # which the command itself will tell
