"""A customer's visit: the link that was followed and the survey found behind it."""

from dataclasses import dataclass
from time import time

from flask import abort

from service.lifecycle.record import Survey
from service.rules.survey_rule import SurveyRule, rule_that_asked
from service.web.brand.worn import wear
from service.web.dependencies import dependencies
from service.web.language import language, speak_one_of
from service.web.survey.nonce import Nonces, Purpose
from service.web.survey.sheet import Sheet, sheet_for
from service.web.survey.standing import Standing, standing
from service.wording import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request's view of a survey.

    Args:
        token: the token in the link.
        survey: what was found behind it.
        standing: how that survey stands; `UNKNOWN` only for who comes to leave.
    """

    token: str
    survey: Survey
    standing: Standing

    @property
    def rule(self) -> SurveyRule:
        """The rule that asked, or what stands in for it."""
        return rule_that_asked(self.survey.rule, dependencies().settings.surveys)

    @property
    def agent(self) -> str | None:
        """The handling agent, named as the rule wishes; None if it wishes none named."""
        return named(self.survey.agent_name, self.rule.agent_name)

    @property
    def sheet(self) -> Sheet:
        """What the survey asks."""
        return sheet_for(self.survey, self.rule, language=language())


def visit(token: str) -> Visit:
    """Look up the survey behind a token.

    Raises:
        NotFound: the same for every token that leads nowhere.
        StoreUnavailable: it could not be looked up.
    """
    return _visit(token, dependencies().answers.find(token))


def visit_to_leave(token: str) -> Visit:
    """Look up the survey behind a token, whatever has become of it.

    Whoever was sent a link may say that they want no more, though the survey itself exists for them
    no longer: it was given up, say, after it had been mailed.

    Raises:
        NotFound: the token leads nowhere.
        StoreUnavailable: it could not be looked up.
    """
    return _greeted(_known(token, dependencies().answers.find(token)))


def visit_newer(replaced: Survey) -> Visit:
    """Look up the survey that replaced another.

    Raises:
        NotFound: there is none.
        StoreUnavailable: it could not be looked up.
    """
    parts = dependencies()
    found = {
        token: parts.answers.find(token) for token in parts.links.tokens(replaced.successor or "")
    }
    token = next((token for token, survey in found.items() if survey), "")
    return _visit(token, found.get(token))


def nonces(token: str, purpose: Purpose = Purpose.ANSWER) -> Nonces:
    """What signs and reads the nonces of the survey behind a token."""
    return Nonces(dependencies().settings.secret_keys, token=token, purpose=purpose)


def _visit(token: str, found: Survey | None) -> Visit:
    visited = _known(token, found)
    if visited.standing is Standing.UNKNOWN:
        abort(404)
    return _greeted(visited)


def _known(token: str, found: Survey | None) -> Visit:
    if found is None:
        abort(404)
    return Visit(token=token, survey=found, standing=standing(found, now_ms=round(time() * 1000)))


def _greeted(visited: Visit) -> Visit:
    """The same, in its survey's language and colours."""
    # That one leads on, and where to may turn out to be nowhere: that page must not differ.
    if visited.standing is not Standing.REPLACED:
        rule = visited.rule
        speak_one_of(rule.languages, known=visited.survey.language)
        wear(rule.brand)
    return visited
