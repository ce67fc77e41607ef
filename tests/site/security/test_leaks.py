"""Everybody reads everything that is linked and every address that exists; nobody learns of a table not their own."""

import pytest
from django.test import Client

from tafelrunde_events.models import Event
from tafelrunde_members.models import OutboxMessage
from tests.site.admin_world import admin_views
from tests.site.security.secret_table import (
    PERSON,
    TABLE,
    UNRELEASED,
    WORDS,
    Reader,
    SecretTable,
    database_content,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("quiet_log")]

PUBLIC = (
    "/",
    "/kalender/",
    "/kalender/?ansicht=monat",
    "/kalender/?ansicht=woche",
    "/kalender/?ansicht=jahr",
    "/kalender/termine.ics",
    "/kalender/termine.rss",
    "/kalender/termine.json",
    "/kalender/einbetten/",
    "/kalender/einbetten/anleitung/",
    "/kalender/abonnieren/",
    "/kalender/mail-abo/",
    "/kalender/mail-abo/gesendet/",
    "/einrichtungen/",
    "/zustaendig/",
    "/seitenuebersicht/",
    "/suche/",
    "/sitemap.xml",
    "/robots.txt",
    "/konto/",
    "/konto/einladungen/",
    "/konto/anmeldungen/",
    "/en/",
)
#: What stands behind the short link of each event.
EVENT_PAGES = ("", "termin.ics", "anmelden/", "anmelden/gesendet/")
#: Beginnings of the marked words, so that a page that repeats the question does not count.
ASKED = ("zgehei", "ztisc", "zperso", "zschut", "zeinrichtun")
SEARCHES = (
    "/suche/?q={}",
    "/kalender/?q={}",
    "/kalender/?ansicht=monat&q={}",
    "/kalender/?ansicht=jahr&q={}",
    "/kalender/termine.ics?q={}",
    "/kalender/termine.rss?q={}",
    "/kalender/termine.json?q={}&von=2000-01-01",
    "/kalender/einbetten/?q={}",
    "/einrichtungen/?q={}",
    "/verwaltung/pages/search/?q={}",
    "/verwaltung/choose-page/search/?q={}",
    "/verwaltung/api/main/pages/?search={}",
    "/verwaltung/einladungen/?q={}",
    "/verwaltung/einladungen/ergebnisse/?q={}",
    "/verwaltung/postausgang/?q={}",
    "/verwaltung/personen/?q={}",
    "/verwaltung/einrichtungen/?q={}",
    "/verwaltung/zugehoerigkeiten/?q={}",
    "/verwaltung/verteiler/?q={}",
    "/verwaltung/einwilligungen/?q={}",
    "/verwaltung/runde-tische/?q={}",
    "/verwaltung/fremde-kalender/?q={}",
)
#: What each visitor may know of a table that is not theirs.
MAY_KNOW = {
    "anonymous": set(),
    "member": set(),
    "coordinator A": {UNRELEASED},  # institutions are known within the network
    "training editor": {UNRELEASED},
    "network coordinator": {UNRELEASED, TABLE, PERSON},
}


@pytest.fixture
def secret(world, settings, tmp_path):
    settings.TAFELRUNDE_MAIL_DELIVERY = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(tmp_path)},
    }
    return SecretTable()


def starts(world, secret, *, user_is_staff=True):
    """Return the addresses to begin with: all of the admin, for both known tables, and those of the secret one."""
    foreign = {
        "table_pk": secret.table.pk,
        "meeting_pk": secret.meeting.pk,
        "seat_pk": secret.seat.pk,
        "person_pk": secret.person.pk,
        "event_id": secret.meeting.event.pk,
        "tafelrunde_invitations:pk": secret.invitation.pk,
        "tafelrunde_calendar_replies:pk": secret.calendar_reply.pk,
        "reminder_pk": secret.reminder.pk,
        **dict.fromkeys(("tafelrunde_letters:pk", "tafelrunde_mailings:pk"), secret.mailing.pk),
        "tafelrunde_texts:owner": f"table:{secret.table.pk}",
        "tafelrunde_dates:pk": secret.meeting.date.pk,
        "tafelrunde_sources:pk": secret.imported.source.pk,
        "imported_pk": secret.imported.pk,
        "tafelrunde_members_people:pk": secret.person.pk,
        "tafelrunde_members_outbox:pk": OutboxMessage.objects.latest("pk").pk,
        "tafelrunde_roundtables_tables:pk": secret.table.pk,
        "tafelrunde_members_audiences:pk": secret.audience.pk,
        "tafelrunde_members_consents:pk": secret.consent.pk,
    }
    admin = [world.address(name, arguments, world.a) for name, arguments in admin_views()]
    world.arguments |= foreign
    secret_world = type("", (), {"arguments": foreign})()
    admin += [world.address(name, arguments, secret_world) for name, arguments in admin_views()]
    events = [f"/t/{pk}/{ending}" for pk in Event.objects.values_list("pk", flat=True) for ending in EVENT_PAGES]
    searches = [address.format(word) for address in SEARCHES for word in ASKED]
    if not user_is_staff:
        admin = []  # where visitors and members find nothing, as the walk over the admin shows
    closed = ("logout", "error_test", "style-guide")
    return [address for address in [*PUBLIC, *searches, *events, *admin] if not any(word in address for word in closed)]


@pytest.mark.parametrize("visitor", MAY_KNOW)
def test_nobody_learns_of_a_table_that_is_not_theirs(world, secret, visitor):
    client = Client(raise_request_exception=False)
    if world.visitors[visitor] is not None:
        client.force_login(world.visitors[visitor])
    addresses = starts(world, secret, user_is_staff=visitor not in ("anonymous", "member"))
    before = database_content()  # a GET changes nothing (law 8)

    reader = Reader(client)
    reader.read(*addresses)

    leaks = {address: words - MAY_KNOW[visitor] for address, words in reader.found.items()}
    assert {address: words for address, words in leaks.items() if words} == {}
    assert reader.broken == []
    after = database_content()
    assert {label: set(after[label]) ^ set(before[label]) for label in after if after[label] != before[label]} == {}


def test_the_tables_own_coordination_reads_all_of_it(world, secret):
    """Otherwise the test above would find nothing because there is nothing to find."""
    client = Client(raise_request_exception=False)
    client.force_login(secret.coordinator)

    reader = Reader(client)
    reader.read(*starts(world, secret))

    assert reader.all_words() == set(WORDS)
