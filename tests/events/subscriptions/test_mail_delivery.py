"""Mails about new dates as they arrive, and two workers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tafelrunde_events.domain.subscriptions.mail_digests import work_digests
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.domain.mail.unsubscribing import leave_mailings
from tafelrunde_members.models import OutboxMessage
from tests.events.subscriptions.mail_reader import ADDRESS, digests, subscribed
from tests.factories.events import VenueFactory, make_event


@pytest.mark.django_db(transaction=True)
def test_a_mail_arrives_with_its_list_and_its_links(smtp_delivery):
    subscribed()
    make_event(title="Forum für Nachbarschaft", summary="Kommen Sie <gern> vorbei.", venue=VenueFactory())
    work_outbox()
    smtp_delivery.received.clear()
    work_digests()
    work_outbox()

    [received] = smtp_delivery.to(ADDRESS)
    message = received.message
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert message["List-Id"].startswith("<dates.")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == ADDRESS
    leaving = message["List-Unsubscribe"].strip().strip("<>")
    assert leaving.startswith("http")
    for part in (text, html):
        assert leaving in part
        assert "/kalender/mail-abo/" in part
        assert "Bürgerhaus" in part
        assert "[[" not in part
    assert "Kommen Sie <gern> vorbei." in text
    assert "Kommen Sie &lt;gern&gt; vorbei." in html
    assert "<img" not in html
    assert OutboxMessage.objects.get(mailing__kind="digest").private == {}


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_to_who_left_all_mailings_meanwhile(smtp_delivery):
    subscribed()
    make_event()
    work_outbox()
    smtp_delivery.received.clear()
    work_digests()
    leave_mailings(ADDRESS)
    work_outbox()

    assert smtp_delivery.to(ADDRESS) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_to_everybody_once():
    for number in range(30):
        subscribed(f"kim{number}@example.org", frequency="at_once")
    make_event()

    def work(_number):
        try:
            return work_digests()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=3) as workers:
        written = list(workers.map(work, range(3)))

    assert sum(written) == 30
    assert sorted(message.address for message in digests()) == sorted(
        f"kim{number}@example.org" for number in range(30)
    )
