"""Where the limits on logins are counted, and how long an answer takes."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.management import call_command
from django.http import HttpRequest, HttpResponseBase

from tafelrunde_site.accounts import conf


def answer_in_equal_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let every answer to a form take the same time at least.

    Finding an account and storing a mail takes some milliseconds longer than finding nothing; whoever asks for many
    addresses must not learn from the clock who belongs to the network (law 12).
    """

    @wraps(view)
    def evened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begin = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(max(0.0, conf.login_answer_seconds() - (time.monotonic() - begin)))
        return response

    return evened


def create_cache_table(**_signal: Any) -> None:
    """Create the table of the shared cache where settings name one; creating it twice changes nothing.

    Runs after every migrate, so that nobody can forget it.
    """
    call_command("createcachetable", verbosity=0)
