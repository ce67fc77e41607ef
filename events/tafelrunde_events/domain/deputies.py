"""Those who come in place of somebody invited: with an address they get an invitation of their own."""

from django.contrib.auth.models import AbstractBaseUser

from tafelrunde_events.models import Invitation, Reply


def check_deputy(invitation: Invitation, reply: Reply) -> None:
    """Raise ValidationError for a deputy who cannot be named."""


def settle_deputy(invitation: Invitation, *, by: AbstractBaseUser | None) -> None:
    """Invite the deputy that the answer names, and withdraw the invitation of one who no longer comes."""
