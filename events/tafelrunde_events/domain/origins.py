"""Websites as browsers compare them: origins in the sense of RFC 6454."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_check_url = URLValidator(schemes=list(_PORTS))


class OriginError(ValueError):
    """A line that names no website."""

    def __init__(self, line: str) -> None:
        super().__init__(f"not an origin: {line!r}")
        self.line = line


def split_origins(text: str) -> list[str]:
    """Return the origins named line by line, each once; raise OriginError for the first line that is none."""
    return list(dict.fromkeys(_origin(line) for line in map(str.strip, text.splitlines()) if line))


def _origin(line: str) -> str:
    """Return one line as scheme, host and port: nothing that could end or extend a header stays in it."""
    try:
        _check_url(line)
        parts = urlsplit(line)
        port = parts.port
    except (ValidationError, ValueError) as error:
        raise OriginError(line) from error
    host = parts.hostname or ""
    more = parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment
    # Policies know neither letters beyond ASCII nor addresses in brackets (CSP level 3, section 2.3.1).
    if more or not _HOST.fullmatch(host):
        raise OriginError(line)
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")
