"""The tokens of previews: they stand where a survey's token stands, and name a page to be shown.

They are signed, so that nobody else has our pages say anything, and end after a week.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer

LIFETIME = timedelta(days=7)

_PREFIX = "preview."
"""No survey's token has a full stop in it."""


class Scene(StrEnum):
    """What a customer may come to see."""

    FRESH = "fresh"
    PRESELECTED = "preselected"
    ERROR = "error"
    NOT_SAVED = "not saved"
    THANKS = "thanks"
    ALREADY_ANSWERED = "already answered"
    CHANGE = "change"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed on"
    DISOWNED = "disowned"
    EXPIRED = "expired"
    NOT_FOUND = "not found"
    UNAVAILABLE = "unavailable"
    UNSUBSCRIBE = "unsubscribe"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Preview:
    """A page to be shown: the survey by its name in the file, and the scene."""

    survey: str
    scene: Scene


class Previews:
    """Signs and reads the tokens.

    Args:
        secret_keys: the first signs, all verify.
        lifetime: how long a token is good.
    """

    def __init__(self, secret_keys: tuple[str, ...], *, lifetime: timedelta = LIFETIME) -> None:
        self._lifetime = lifetime
        self._signer = URLSafeTimedSerializer(
            list(reversed(secret_keys)),  # the library signs with the last one
            salt="preview",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )

    def token(self, preview: Preview) -> str:
        """The token that shows this page from now on, for a while."""
        return _PREFIX + str(self._signer.dumps([preview.survey, preview.scene]))

    def read(self, token: str) -> Preview | None:
        """What a token shows; None if it isn't one of ours, or not any more."""
        if not token.startswith(_PREFIX):
            return None
        try:
            survey, scene = self._signer.loads(
                token.removeprefix(_PREFIX), max_age=round(self._lifetime.total_seconds())
            )
            return Preview(survey, Scene(scene))
        except (BadData, ValueError):
            return None
