"""Addresses of services and of people. What is wrong is said without repeating them."""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from service.settings.errors import BadValueError

EVENTS_PATH = "/webhooks/dixa"
"""Where Dixa's events come in, below PUBLIC_URL."""

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
_HOSTS = rf"{_HOST}:[0-9]{{1,5}}(?:,{_HOST}:[0-9]{{1,5}})*"
_SENTINELS = re.compile(rf"redis\+sentinel://(?:[^@/?#]*@)?{_HOSTS}/[^/?#]+(?:/[0-9]+)?")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_NAME = r"(?:\"[^\"\\]*\"|[^\"<>@,;:()\[\]\\]*)"
_MAILBOX = re.compile(rf"{_ADDRESS}|{_NAME}\s*<{_ADDRESS}>")


def web_address(text: str) -> str:
    """The base of web addresses, without a slash at its end.

    Raises:
        BadValueError: it is no such base, or not https although it is on another machine.
    """
    parts = _split_web(text)
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise BadValueError("must be without user, `?` and `#`")
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))


def public_address(text: str) -> str:
    """The base of the customers' links, without a slash at its end.

    Raises:
        BadValueError: it is not; see `web_address`.
    """
    address = web_address(text)
    if urlsplit(address).path:
        raise BadValueError("must be without a path: the pages want a host name of their own")
    return address


def api_address(text: str) -> str:
    """Dixa's API with the version in its path, without a slash at its end.

    Raises:
        BadValueError: it is not; see `web_address`.
    """
    address = web_address(text)
    if not urlsplit(address).path:
        raise BadValueError("must have the API's version in its path")
    return address


def hook_address(text: str) -> str:
    """Where another system takes what we send it, exactly as it was given.

    Raises:
        BadValueError: it is no web address, or not https although it is on another machine.
    """
    parts = _split_web(text)
    if "@" in parts.netloc or "#" in text:
        raise BadValueError("must be without user and `#`")
    return text


def redis_address(text: str) -> str:
    """Where Redis is, or the Sentinels that know it.

    Raises:
        BadValueError: it is none of the forms below.
    """
    if not _is_redis_address(text):
        raise BadValueError(
            "must be redis://host:port, rediss://host:port, unix:///path"
            " or redis+sentinel://host:port,host:port/service/db"
        )
    return text


def _is_redis_address(text: str) -> bool:
    if text.startswith("redis+sentinel:"):
        return _SENTINELS.fullmatch(text) is not None
    parts = _split(text)
    if parts.scheme == "unix":
        return len(parts.path) > len("/")
    has_database = re.fullmatch(r"/?[0-9]*", parts.path) is not None
    return parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and has_database


def mail_server(text: str) -> str:
    """The mail server that takes our messages.

    Raises:
        BadValueError: it is not smtp:// or smtps://, or its login is half given.
    """
    parts = _split(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadValueError("must begin with smtp:// or smtps:// and name a host")
    if bool(parts.username) != bool(parts.password):
        raise BadValueError("must have both user and password, or neither")
    if parts.path not in {"", "/"} or "?" in text or "#" in text:
        raise BadValueError(
            "must end with the port; a password's `/`, `?` and `#` are percent-encoded"
        )
    return text


def mailbox(text: str) -> str:
    """Who our mail comes from, with or without a name.

    Raises:
        BadValueError: it is not one mail address.
    """
    if not _MAILBOX.fullmatch(text):
        raise BadValueError("must be one mail address, with or without a name before <…>")
    return text


def _split_web(text: str) -> SplitResult:
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadValueError("must be an address that begins with https://")
    if parts.scheme == "http" and parts.hostname not in _LOCAL_HOSTS:
        raise BadValueError("must begin with https://: plain http is for this machine only")
    return parts


def _split(text: str) -> SplitResult:
    # The standard library takes line breaks out in silence, and its messages repeat the value.
    if not re.fullmatch(r"[!-~]+", text):
        raise BadValueError("must be ASCII without spaces; other characters are written %20 …")
    try:
        parts = urlsplit(text)
        is_right = parts.port != 0 and re.fullmatch(r"[a-z0-9._:-]*", parts.hostname or "")
    except ValueError:
        is_right = False
    if not is_right:
        raise BadValueError("must be a well-formed address")
    return parts
