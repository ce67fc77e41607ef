"""Requests of people who have signed in."""

from django.http import HttpRequest

from tafelrunde_site.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User
