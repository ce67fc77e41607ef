"""What proves a consent once the registration has no name any more (GDPR Art. 7 (1)).

Beside the wording stays a keyed hash of the address. It names nobody; but whoever is told an address, by the person
who asks, finds what that address agreed to. It follows SECRET_KEY: keep an old key in SECRET_KEY_FALLBACKS.
"""

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from tafelrunde_events import conf
from tafelrunde_events.models import RegistrationConsent

_PURPOSE = "tafelrunde_events.consent_proof"


def proof_of(address: str) -> str:
    """Return what is kept of an address: 64 characters."""
    return _hash(address, conf.secret_keys()[0])


def consents_of(address: str) -> QuerySet[RegistrationConsent]:
    """Return what an address agreed to when it registered, also where the registration is anonymous by now."""
    folded = address.strip().lower()
    named = RegistrationConsent.objects.filter(registration__address=folded)
    nameless = RegistrationConsent.objects.filter(proof__in=[_hash(folded, key) for key in conf.secret_keys()])
    return (named | nameless).order_by("given_at", "pk")


def _hash(address: str, key: str) -> str:
    return salted_hmac(_PURPOSE, address.strip().lower(), secret=key, algorithm="sha256").hexdigest()
