"""Pages whose address is a secret: links in mails, bound to one purpose and one person."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache


def private_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep the address of a page secret: no cache keeps it, no search engine lists it, no other site learns it."""

    @wraps(view)
    @never_cache
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # "no-referrer" would make browsers send "Origin: null" with the form, which Django's CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return show
