"""Where a preview's token stands in an address, its page is shown instead of a survey's.

The survey's own routes are not reached: nothing is looked up in the record, and nothing that is
sent from a preview is kept anywhere. Links and forms on a preview lead on to previews.
"""

from dataclasses import replace

from flask import Flask, abort, g, has_request_context, request
from flask.typing import ResponseReturnValue

from service.rules.survey_rule import rule_named
from service.web.body import read_form
from service.web.brand.worn import wear
from service.web.dependencies import dependencies
from service.web.language import speak_one_of
from service.web.preview.invented import invented
from service.web.preview.scenes import draw, draw_faults
from service.web.preview.token import Previews, Scene
from service.web.survey.form import FORM_BYTES, read_entered
from service.web.survey.standing import Standing
from service.web.survey.visit import Visit

_LEADS_TO = {
    "survey.bait": Scene.FRESH,
    "survey.thanks": Scene.THANKS,
    "survey.change": Scene.CHANGE,
    "survey.changed": Scene.CHANGED,
    "survey.withdrawn": Scene.WITHDRAWN,
    "unsubscribe.confirm": Scene.UNSUBSCRIBE,
    "survey.answer": Scene.THANKS,
    "survey.send_change": Scene.CHANGED,
    "survey.disown": Scene.WITHDRAWN,
    "unsubscribe.stop": Scene.UNSUBSCRIBED,
}
"""The scene behind each address but the survey's own, which shows what its token says."""

_IS_PASSED_ON = {Scene.PASSED_ON, Scene.DISOWNED}
"""Scenes of an answer that can't be taken back any more: that it is disowned is noted."""

_TAKES_AN_ANSWER = {"survey.answer", "survey.send_change"}


def register_preview(app: Flask) -> None:
    """Show previews, under a ribbon that says so."""
    app.before_request(_show_instead)
    app.context_processor(
        lambda: {"is_preview": has_request_context() and g.get("is_preview", False)}
    )


def _show_instead() -> ResponseReturnValue | None:
    parts = dependencies()
    token = (request.view_args or {}).get("token", "")
    preview = Previews(parts.settings.secret_keys).read(token)
    if preview is None:
        return None
    rule = rule_named(preview.survey, parts.settings.surveys)
    if rule is None:
        abort(404)
    g.is_preview = True
    speak_one_of(rule.languages, known=None)
    wear(rule.brand)
    scene = _scene(request.endpoint or "", preview.scene)
    visited = Visit(token=token, survey=invented(rule, scene), standing=Standing.OPEN)
    return _send(scene, visited) if request.method == "POST" else draw(scene, visited)


def _scene(endpoint: str, shown: Scene) -> Scene:
    """What an address shows, coming from the scene that its token names."""
    if endpoint == "survey.disown" and shown in _IS_PASSED_ON:
        return Scene.DISOWNED
    return _LEADS_TO.get(endpoint, shown)


def _send(scene: Scene, visited: Visit) -> ResponseReturnValue:
    form = read_form(request, limit=FORM_BYTES)
    if request.endpoint not in _TAKES_AN_ANSWER:
        return draw(scene, visited)
    entered = read_entered(form, visited.sheet.rating_type)
    said = replace(
        visited.survey, rating=entered.rating, comment=entered.comment, solved=entered.solved
    )
    answered = replace(visited, survey=said)
    faults = draw_faults(visited, form) if request.endpoint == "survey.answer" else None
    return faults or draw(scene, answered)
