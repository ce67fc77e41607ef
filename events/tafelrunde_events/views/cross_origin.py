"""What scripts of other websites may read: public data, without the visitor's cookies."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]

METHODS = "GET, HEAD, OPTIONS"
#: How long browsers remember the answer to a preflight, in seconds.
_REMEMBERED = 86_400


def readable_everywhere(view: View) -> View:
    """Let scripts of every website read what a view answers to everybody (CORS, Fetch standard section 3.2).

    "*" keeps browsers from sending cookies along, so that only what is public ever gets out. Conditional requests from
    scripts ask for permission first; OPTIONS gives it.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        response = _permission() if request.method == "OPTIONS" else view(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    return answer


def _permission() -> HttpResponse:
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": str(_REMEMBERED),
    }
    return HttpResponse(status=204, headers=headers)
