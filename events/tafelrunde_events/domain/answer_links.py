"""The personal link to the answer page, as it follows from an invitation's nonce."""

from django.urls import reverse

from tafelrunde_events import conf
from tafelrunde_members.domain.mail import derive_token


def answer_token(nonce: str) -> str:
    """Return the token of the answer page that belongs to an invitation's nonce."""
    return derive_token("answer", nonce)


def answer_address(token: str) -> str:
    """Return the full address of an answer page."""
    return conf.absolute_url(reverse("tafelrunde_events:answer", args=[token]))
