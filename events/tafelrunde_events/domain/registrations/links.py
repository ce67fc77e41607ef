"""The personal links of a registration, as they follow from its nonce."""

from django.urls import reverse

from tafelrunde_events import conf
from tafelrunde_events.models import Event, Registration
from tafelrunde_members.domain.mail import derive_token, hash_token, new_nonce

_PAGE, _ENTRY = "registration", "registration_entry"


def give_secrets(registration: Registration) -> None:
    """Give a new registration its secrets, before it is stored."""
    registration.nonce = new_nonce()
    registration.token_hash = hash_token(registration_token(registration))
    registration.entry_hash = hash_token(entry_token(registration))


def registration_token(registration: Registration) -> str:
    """Return the token of the personal page."""
    return derive_token(_PAGE, registration.nonce)


def entry_token(registration: Registration) -> str:
    """Return the token that the QR code shows at the door: it opens nothing but the staff's page for letting in."""
    return derive_token(_ENTRY, registration.nonce)


def registration_address(registration: Registration) -> str:
    """Return the full address of the personal page; after a change of SECRET_KEY it is a new one, stored at once."""
    token = registration_token(registration)
    _store(registration, token_hash=hash_token(token))
    return conf.absolute_url(reverse("tafelrunde_events:registration", args=[token]))


def entry_address(registration: Registration) -> str:
    """Return the full address that the QR code of a participant holds; it is of use to signed-in staff alone."""
    return conf.absolute_url(reverse("tafelrunde_attendance:entry", args=[entry_token(registration)]))


def find_registration(token: str) -> Registration | None:
    """Return the registration of a personal page; nothing for unknown links and for anonymous rows."""
    found = Registration.objects.filter(token_hash=hash_token(token), anonymised_at__isnull=True)
    return found.select_related("event__venue", "person", "contact").first()


def find_by_entry(token: str, event: Event | None = None) -> Registration | None:
    """Return the registration of a QR code, of this event where one is given."""
    found = Registration.objects.filter(entry_hash=hash_token(token), anonymised_at__isnull=True)
    if event is not None:
        found = found.filter(event=event)
    return found.select_related("event", "person").first()


def _store(registration: Registration, **hashes: str) -> None:
    changed = {name: value for name, value in hashes.items() if getattr(registration, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(registration, name, value)
        Registration.objects.filter(pk=registration.pk).update(**changed)
