"""Keys, header fields and what leaving the mailings means."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_members.domain.mail.unsubscribing import (
    UNSUBSCRIBE_URL,
    allow_mailings,
    find_key,
    has_left,
    leave_list,
    undo_leaving,
    unsubscribe_headers,
    unsubscribe_links,
)
from tafelrunde_members.models import Consent, Suppression, UnsubscribeKey
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def key_for(address):
    [(_headers, link)] = unsubscribe_headers([address], list_name="mailings").values()
    return find_key(link.rstrip("/").rpartition("/")[2])


def test_headers_let_mail_programs_leave_by_one_click(settings):
    settings.DEFAULT_FROM_EMAIL = "Netzwerk <post@netzwerk.example.org>"
    settings.TAFELRUNDE_BASE_URL = "https://www.example.org"

    headers, link = unsubscribe_headers(["Kim@example.org"], list_name="mailings")["Kim@example.org"]

    assert headers == {
        "List-Id": "<mailings.netzwerk.example.org>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE_URL}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert link.startswith("https://www.example.org/abmelden/")
    assert len(link.rstrip("/").rpartition("/")[2]) == 43


def test_one_address_keeps_its_link_for_each_list():
    first = unsubscribe_links([("Kim@example.org", "mailings"), ("kim@example.org", "dates:1")])
    again = unsubscribe_links([("kim@example.org", "mailings")])

    assert first["Kim@example.org", "mailings"] == again["kim@example.org", "mailings"]
    assert len(set(first.values())) == 2
    assert UnsubscribeKey.objects.count() == 2


def test_the_database_gives_no_link_away():
    link = unsubscribe_links([("kim@example.org", "mailings")])["kim@example.org", "mailings"]

    key = UnsubscribeKey.objects.get()
    assert key.nonce not in link
    assert key.token_hash not in link


def test_a_new_secret_key_leads_to_new_links_that_are_found(settings):
    old = key_for("kim@example.org")
    settings.SECRET_KEY = "another key, as long as a secret key has to be, and then some"

    assert key_for("kim@example.org") == old


@pytest.mark.parametrize("name", ["", "Mailings", "dates:", "dates:x", "a b", "x\r\nBcc: y@example.org"])
def test_names_of_lists_are_words(name):
    with pytest.raises(ValueError, match="no name of a list"):
        unsubscribe_headers(["kim@example.org"], list_name=name)


def test_many_addresses_cost_as_many_queries_as_one():
    counts = []
    for number in (1, 150):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            unsubscribe_headers([f"kim{number}-{n}@example.org" for n in range(number)], list_name="mailings")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_leaving_twice_is_the_same_as_once():
    key = key_for("Kim@example.org")

    leave_list(key)
    leave_list(key)

    assert has_left(key)
    assert Suppression.objects.get().address == "kim@example.org"


def test_leaving_withdraws_consent_and_undoing_brings_back_that_one_alone():
    person = PersonFactory(email="Kim@example.org")
    before = Consent.objects.create(person=person, text_version="2025", withdrawn_at="2026-01-01T00:00:00Z")
    consent = Consent.objects.create(person=person, text_version="2026")
    key = key_for("kim@example.org")

    leave_list(key)
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None

    undo_leaving(key)
    consent.refresh_from_db()
    before.refresh_from_db()
    assert consent.withdrawn_at is None
    assert before.withdrawn_at is not None
    assert not has_left(key)


def test_undoing_leaves_a_newer_consent_alone():
    person = PersonFactory(email="kim@example.org")
    Consent.objects.create(person=person, text_version="2026")
    key = key_for("kim@example.org")
    leave_list(key)
    newer = Consent.objects.create(person=person, text_version="2027")

    undo_leaving(key)

    assert list(Consent.objects.in_force()) == [newer]


def test_asking_for_one_list_does_not_bring_back_a_consent():
    person = PersonFactory(email="kim@example.org")
    Consent.objects.create(person=person)
    key = key_for("kim@example.org")
    leave_list(key)

    allow_mailings("Kim@example.org")

    assert not has_left(key)
    assert not Consent.objects.in_force().exists()


def test_a_mailbox_that_does_not_exist_stays_suppressed():
    Suppression.objects.create(address="kim@example.org", reason=Suppression.Reason.BOUNCED)
    key = key_for("kim@example.org")
    leave_list(key)

    undo_leaving(key)

    assert Suppression.objects.get(active=True).reason == Suppression.Reason.BOUNCED
