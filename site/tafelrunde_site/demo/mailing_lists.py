"""Makes whom the network writes to besides the seats: a saved audience, consents, and a subscriber to new dates."""

from django.utils import timezone

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.mail import ask_for_subscription, confirm
from tafelrunde_events.enums import DigestFrequency, EventKind
from tafelrunde_events.models import MailSubscription
from tafelrunde_members.domain.audiences import people_of
from tafelrunde_members.models import Audience, Consent, Sector
from tafelrunde_members.models.mail import Suppression
from tafelrunde_members.models.mail_feedback import UnsubscribeKey
from tafelrunde_site.demo.accounts import NETWORK
from tafelrunde_site.demo.people import DOMAIN
from tafelrunde_site.models import User

AUDIENCE = "Vereine und Initiativen im Land"
SECTORS = ("vereine", "initiativen")
TEXT_VERSION = "Rundmails des Netzwerks, Fassung vom 1. Februar 2026"
#: Everybody but each third person of the audience agreed to mailings.
DECLINING = 3
SUBSCRIBER = f"neugierig@{DOMAIN}"


def make_mailing_lists() -> None:
    """Make what is missing."""
    user = User.objects.get(email=NETWORK.address)
    if not Audience.objects.filter(name=AUDIENCE, owner=user).exists():
        audience = Audience.objects.create(name=AUDIENCE, owner=user, shared=True)
        audience.sectors.set(Sector.objects.filter(slug__in=SECTORS))
        note_consents(audience, by=user)
    if not MailSubscription.objects.of_address(SUBSCRIBER).exists():
        selection = Selection(chosen=(("art", EventKind.TRAINING),))
        ask_for_subscription(SUBSCRIBER, selection, frequency=DigestFrequency.WEEKLY, language="de")
        for subscription in MailSubscription.objects.of_address(SUBSCRIBER):
            confirm(subscription)


def note_consents(audience: Audience, *, by: User) -> None:
    """Note that most people of the audience agreed to mailings."""
    for number, person in enumerate(people_of(audience, user=by).order_by("pk")):
        if number % DECLINING:
            values = {"text_version": TEXT_VERSION, "given_at": timezone.now(), "recorded_by": by}
            Consent.objects.get_or_create(person=person, purpose=Consent.Purpose.MAILINGS, defaults=values)


def delete_mailing_lists() -> None:
    """Delete the audience, the subscriber, and what is known of addresses; consents go with their people."""
    Audience.objects.filter(name=AUDIENCE, owner__email=NETWORK.address).delete()
    MailSubscription.objects.filter(email__iendswith=f"@{DOMAIN}").delete()
    for model in (Suppression, UnsubscribeKey):
        model.objects.filter(address__iendswith=f"@{DOMAIN}").delete()
