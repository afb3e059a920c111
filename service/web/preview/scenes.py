"""Each scene, drawn by what draws the customer's own pages, with the status they come with."""

from collections.abc import Callable

from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound, ServiceUnavailable

from service.ratings import SCALES
from service.web.errors import RETRY_AFTER_SECONDS, error_page
from service.web.preview.invented import COMMENT
from service.web.preview.token import Scene
from service.web.survey.answering import unsaved_page
from service.web.survey.changing import change_page
from service.web.survey.disowning import withdrawn_page
from service.web.survey.form import Entered, read_answer, read_entered
from service.web.survey.pages import closed_page, fresh_page
from service.web.survey.recorded import Occasion, recorded_page
from service.web.survey.unsubscribe import leave_page, left_page
from service.web.survey.visit import Visit, nonces


def draw(scene: Scene, visited: Visit) -> ResponseReturnValue:
    """The page of a scene."""
    return _SCENES[scene](visited)


def draw_faults(visited: Visit, form: MultiDict[str, str]) -> ResponseReturnValue | None:
    """The page again with what is wrong with a form; None if nothing is."""
    rating_type = visited.sheet.rating_type
    try:
        read_answer(form, rating_type, nonces(visited.token))
    except ValidationError as error:
        faults = {name: messages[0] for name, messages in error.messages_dict.items()}
        return fresh_page(visited, read_entered(form, rating_type), faults), 422
    return None


def _preselected(visited: Visit) -> ResponseReturnValue:
    return fresh_page(visited, Entered(rating=SCALES[visited.sheet.rating_type].highest))


def _error(visited: Visit) -> ResponseReturnValue:
    return draw_faults(visited, _form(visited, rating="")) or ""


def _not_saved(visited: Visit) -> ResponseReturnValue:
    rating = SCALES[visited.sheet.rating_type].highest
    return unsaved_page(visited.token, _form(visited, rating=str(rating))) or "", 503


def _form(visited: Visit, *, rating: str) -> MultiDict[str, str]:
    nonce = nonces(visited.token).sign(visited.sheet)
    return MultiDict({"nonce": nonce, "rating": rating, "comment": COMMENT})


def _closed(visited: Visit) -> ResponseReturnValue:
    return closed_page(visited), 410


def _change(visited: Visit) -> ResponseReturnValue:
    survey = visited.survey
    return change_page(visited, Entered(rating=survey.rating, comment=survey.comment or ""))


def _withdrawn(visited: Visit) -> ResponseReturnValue:
    return withdrawn_page(visited.token)


def _recorded(occasion: Occasion) -> Callable[[Visit], ResponseReturnValue]:
    return lambda visited: recorded_page(visited, occasion)


_SCENES: dict[Scene, Callable[[Visit], ResponseReturnValue]] = {
    Scene.FRESH: lambda visited: fresh_page(visited, Entered()),
    Scene.PRESELECTED: _preselected,
    Scene.ERROR: _error,
    Scene.NOT_SAVED: _not_saved,
    Scene.THANKS: _recorded(Occasion.ANSWERED),
    Scene.ALREADY_ANSWERED: _recorded(Occasion.NOTHING),
    Scene.CHANGE: _change,
    Scene.CHANGED: _recorded(Occasion.CHANGED),
    Scene.WITHDRAWN: _withdrawn,
    Scene.PASSED_ON: _recorded(Occasion.NOTHING),
    Scene.DISOWNED: _recorded(Occasion.NOTHING),
    Scene.EXPIRED: _closed,
    Scene.NOT_FOUND: lambda _: error_page(NotFound()),
    Scene.UNAVAILABLE: lambda _: error_page(ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)),
    Scene.UNSUBSCRIBE: lambda visited: leave_page(visited.token),
    Scene.UNSUBSCRIBED: lambda _: left_page(),
}
