"""Websites as browsers compare them: origins in the sense of RFC 6454."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_check_url = URLValidator(schemes=["https", "http"])


class OriginError(ValueError):
    """A line that names no website."""

    def __init__(self, line: str) -> None:
        super().__init__(f"not an origin: {line!r}")
        self.line = line


def split_origins(text: str) -> list[str]:
    """Return the origins named line by line, each once; raise OriginError for the first line that is none."""
    return list(dict.fromkeys(_origin(line) for line in map(str.strip, text.splitlines()) if line))


def _origin(line: str) -> str:
    try:
        _check_url(line)
        parts = urlsplit(line)
        port = parts.port
    except (ValidationError, ValueError) as error:
        raise OriginError(line) from error
    if parts.username or parts.path.strip("/") or parts.query or parts.fragment or not (parts.hostname or "").isascii():
        raise OriginError(line)
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
