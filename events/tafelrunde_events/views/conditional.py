"""Answers to programs that ask again and again: nothing is built, packed or sent that they have already."""

import gzip
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

_GZIP_LEVEL = 6


def _build_each_time(_key: str, build: Callable[[], bytes]) -> bytes:
    """Remember nothing."""
    return build()


def conditional_response(
    request: HttpRequest,
    *,
    digest: str,
    modified: datetime | None,
    build: Callable[[], bytes],
    content_type: str,
    cache_control: str,
    filename: str = "",
    remembered: Callable[[str, Callable[[], bytes]], bytes] = _build_each_time,
) -> HttpResponseBase:
    """Answer with what `build` returns, packed where the client asks for that, or with 304 (412) and without building.

    `digest` names the content, so that each encoding gets a strong ETag of its own (RFC 9110 section 8.8.3.3).
    `remembered` returns what was built for a key before, or builds it.
    """
    zipped = accepts_gzip(request)
    etag = f'"{digest}-gzip"' if zipped else f'"{digest}"'
    seconds = int(modified.timestamp()) if modified else None
    response = get_conditional_response(request, etag=etag, last_modified=seconds)
    if response is None:
        body = remembered(etag, lambda: _packed(remembered(digest, build))) if zipped else remembered(digest, build)
        response = HttpResponse(body, content_type=content_type)
        if zipped:
            response["Content-Encoding"] = "gzip"
        if filename:
            response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = cache_control
    return response


def accepts_gzip(request: HttpRequest) -> bool:
    """Tell whether the client asks for gzip (RFC 9110 section 12.5.3)."""
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, *parameters = (part.strip() for part in coding.split(";"))
        if name == "gzip":
            return not any(parameter.removeprefix("q=").strip("0.") == "" for parameter in parameters)
    return False


def _packed(body: bytes) -> bytes:
    """Return the same bytes for the same body, whenever it is packed."""
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
