"""The signed nonce that each drawn page carries and its form sends back.

It names the page, so that a form sent twice is one answer; it fits one survey's token only; and
it carries the page's sheet, so that the page can be drawn again while Redis is away. It is signed,
not encrypted: all it says stands on the page anyway.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from time import time
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from service.ratings import RatingType
from service.rules.survey_rule import Brand
from service.web.survey.sheet import Sheet

LIFETIME = timedelta(hours=24)
"""A page left open overnight still sends; from an older one it takes one more tap."""


class Purpose(StrEnum):
    """What a page is for; a nonce signed for one purpose is none for another."""

    ANSWER = "survey page"
    CHANGE = "change page"
    DISOWN = "disowning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonce:
    """A nonce that we signed for this survey.

    Args:
        id: names the page it was drawn on.
        sheet: what that page asked.
        is_fresh: whether it may still be answered with.
        version: of the answer that the page showed.
        drawn_at: when that was, in milliseconds since the epoch.
        preselected: the value that the page's link had chosen.
        is_bait: whether a link led to it that people don't see.
    """

    id: str
    sheet: Sheet
    is_fresh: bool
    version: int
    drawn_at: int
    preselected: int | None
    is_bait: bool


class Nonces:
    """Signs nonces and reads them.

    Args:
        secret_keys: the first signs, all verify.
        token: the survey's; a nonce made for another doesn't verify.
        purpose: of the page.
        lifetime: how long a nonce stays fresh.
    """

    def __init__(
        self,
        secret_keys: tuple[str, ...],
        *,
        token: str,
        purpose: Purpose = Purpose.ANSWER,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        self._lifetime = lifetime
        self._signer = URLSafeTimedSerializer(
            list(reversed(secret_keys)),  # the library signs with the last one
            salt=f"{purpose} {token}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )

    def sign(
        self,
        sheet: Sheet,
        *,
        version: int = 0,
        preselected: int | None = None,
        is_bait: bool = False,
    ) -> str:
        """A new nonce for a page that shows this sheet, drawn now; see `Nonce`."""
        said = {
            "id": secrets.token_hex(16),
            "sheet": asdict(sheet),
            "version": version,
            "at": round(time() * 1000),
            "preselected": preselected,
            "bait": is_bait,
        }
        return self._signer.dumps(said)

    def read(self, text: str) -> Nonce | None:
        """What a nonce says; None if it isn't one of ours for this survey."""
        try:
            said, signed_at = self._signer.loads(text, return_timestamp=True)
            sheet = _sheet(said["sheet"])
        except BadData:
            return None
        except (KeyError, TypeError, ValueError):
            return None  # signed by a version of ours whose sheets differ
        return Nonce(
            id=said["id"],
            sheet=sheet,
            is_fresh=self._is_fresh(signed_at),
            version=said.get("version", 0),
            drawn_at=said.get("at", round(signed_at.timestamp() * 1000)),
            preselected=said.get("preselected"),
            is_bait=said.get("bait", False),
        )

    def _is_fresh(self, signed_at: datetime) -> bool:
        return datetime.now(UTC) - signed_at <= self._lifetime


def _sheet(said: dict[str, Any]) -> Sheet:
    typed = {"rating_type": RatingType(said["rating_type"]), "brand": Brand(**said["brand"])}
    return Sheet(**said | typed)
