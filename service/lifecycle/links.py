"""The customer's link: a token that names a survey and can't be guessed.

The token is an HMAC of the survey's id, so the link can be made again without being stored. What
is stored, to look a survey up, is only the token's SHA-256: who reads Redis can't answer surveys.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from redis import Redis

from service.lifecycle import keys


class Links:
    """Makes tokens and addresses.

    Args:
        secret_keys: the first signs; links made under the others stay good, being stored.
    """

    def __init__(self, secret_keys: tuple[str, ...]) -> None:
        self._keys = secret_keys

    def token(self, survey_id: str) -> str:
        """The survey's token: 256 bits as 43 characters that are safe in an address."""
        return self.tokens(survey_id)[0]

    def tokens(self, survey_id: str) -> tuple[str, ...]:
        """The survey's token under each key: one offered before a rotation has an older one."""
        return tuple(_token(key, survey_id) for key in self._keys)

    def url(self, public_url: str, survey_id: str) -> str:
        """The address of the survey's page."""
        return f"{public_url}/s/{self.token(survey_id)}"


def _token(key: str, survey_id: str) -> str:
    digest = hmac.digest(key.encode(), f"link:{survey_id}".encode(), "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def lookup_key(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()


def remember_link(redis: Redis, token: str, survey_id: str) -> None:
    """Let a token lead to its survey.

    An offer does that, too, but may have been made under an older secret key.

    Raises:
        RedisError: the link may lead nowhere.
    """
    redis.set(keys.link(lookup_key(token)), survey_id)
