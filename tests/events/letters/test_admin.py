"""The letters of a mailing in the admin: who gets one, and the PDF for those who run the event."""

import pytest

from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import EventMailing, EventMailingRecipient
from tafelrunde_members.enums import Role
from tafelrunde_members.models import Person
from tests.events.letters.conftest import make_recipient
from tests.factories.events import invite
from tests.factories.members import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting
from tests.support.pdf import Pdf
from tests.support.queries import count_queries

LETTER = EventMailingRecipient.Way.LETTER


def make_mailing(event, *invitations, people=()):
    mailing = EventMailing.objects.create(event=event, kind=MailingKind.INVITATION, message="Bis bald!")
    for invitation in invitations:
        EventMailingRecipient.objects.create(
            mailing=mailing, invitation=invitation, person=invitation.person, way=LETTER
        )
    for person in people:
        EventMailingRecipient.objects.create(mailing=mailing, person=person, way=LETTER)
    return mailing


def addresses(mailing):
    base = f"/verwaltung/einladungen/{mailing.event_id}/aussendungen/{mailing.pk}/"
    return f"{base}briefe/", f"{base}briefe.pdf"


@pytest.fixture
def coordination(db, client):
    client.force_login(UserFactory(roles=(Role.NETWORK_COORDINATOR,)))
    return client


def test_the_page_lists_letters_and_who_lacks_an_address(coordination, event, recipient):
    lacking = make_recipient(event, person=PersonFactory(last_name="Ohneort"), city="")
    page, _pdf = addresses(make_mailing(event, recipient.invitation, lacking.invitation))

    content = coordination.get(page).content.decode()

    assert "1 Brief für einen Fensterumschlag" in content
    assert "Bürgerverein Musterstadt e. V., Frau Dr. Ada Sommer, Lange Straße 12, 17389 Anklam" in content
    assert "weil die Postanschrift fehlt" in content
    assert "Ohneort" in content


def test_the_pdf_holds_the_letters_and_no_cache_keeps_it(coordination, event, recipient):
    _page, pdf = addresses(make_mailing(event, recipient.invitation))

    response = coordination.post(pdf)

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"].startswith("private, no-store")
    mailing = EventMailing.objects.get()
    assert response["Content-Disposition"] == f'attachment; filename="briefe-{mailing.event_id}-{mailing.pk}.pdf"'
    assert "Bis bald!" in Pdf(response.content).text(0)


def test_looking_stores_nothing(coordination, event, recipient):
    page, pdf = addresses(make_mailing(event, recipient.invitation))

    coordination.get(page)
    response = coordination.get(pdf)

    assert response["Location"] == page
    recipient.invitation.refresh_from_db()
    assert recipient.invitation.short_hash == ""


def test_people_who_are_not_invited_get_their_letter_at_work(coordination, event):
    work = OrganisationFactory(name="Verein", street="Weg 1", postal_code="17389", city="Anklam")
    person = AffiliationFactory(person=PersonFactory(last_name="Winter"), organisation=work).person
    _page, pdf = addresses(make_mailing(event, people=[person]))

    text = Pdf(coordination.post(pdf).content).text(0)

    assert "Verein Alex Winter Weg 1 17389 Anklam" in text
    assert "/a/" not in text


def test_without_any_address_there_is_no_pdf(coordination, event):
    page, pdf = addresses(make_mailing(event, make_recipient(event, city="").invitation))

    assert coordination.post(pdf)["Location"] == page
    assert "Es ist kein Brief zu drucken" in coordination.get(page).content.decode()


def test_withdrawn_invitations_are_not_printed(coordination, event, recipient):
    recipient.invitation.withdrawn_at = recipient.invitation.created_at
    recipient.invitation.save()
    page, _pdf = addresses(make_mailing(event, recipient.invitation))

    assert "Sommer" not in coordination.get(page).content.decode()


@pytest.fixture
def meeting_mailing(db):
    table = RoundTableFactory()
    work = OrganisationFactory(street="Weg 1", postal_code="17389", city="Anklam")
    protected = PersonFactory(last_name="Geschützt", protected=True, contact_by=Person.ContactBy.LETTER)
    SeatFactory(table=table, organisation=work, delegate=protected)
    event = make_meeting(table).event
    return table, make_mailing(event, invite(event, protected, organisation=work))


def test_protected_people_are_named_to_their_own_coordination(client, meeting_mailing):
    table, mailing = meeting_mailing
    client.force_login(make_coordinator(table))
    page, pdf = addresses(mailing)

    assert "Geschützt" in client.get(page).content.decode()
    assert "Geschützt" in Pdf(client.post(pdf).content).text(0)


def test_protected_people_are_named_to_nobody_else(coordination, event):
    work = OrganisationFactory(street="Weg 1", postal_code="17389", city="Anklam")
    protected = PersonFactory(last_name="Geschützt", protected=True)
    page, _pdf = addresses(make_mailing(event, invite(event, protected, organisation=work)))

    content = coordination.get(page).content.decode()

    assert "Geschützt" not in content
    assert "1 besonders geschützte Person" in content


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR])
def test_letters_of_a_foreign_table_do_not_exist(client, meeting_mailing, role):
    _table, mailing = meeting_mailing
    client.force_login(make_coordinator(RoundTableFactory(), role=role))

    for address in addresses(mailing):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)


def test_a_mailing_of_another_event_does_not_exist(coordination, event, recipient, meeting_mailing):
    _table, foreign = meeting_mailing

    for address in ("briefe/", "briefe.pdf"):
        path = f"/verwaltung/einladungen/{event.pk}/aussendungen/{foreign.pk}/{address}"
        assert coordination.get(path).status_code == 404


def test_more_letters_cost_no_more_queries(coordination, event):
    def queries(number):
        invitations = [make_recipient(event).invitation for _ in range(number)]
        work = OrganisationFactory(street="Weg 1", postal_code="17389", city="Anklam")
        people = [AffiliationFactory(organisation=work).person for _ in range(number)]
        return count_queries(coordination, addresses(make_mailing(event, *invitations, people=people))[0])

    queries(1)
    assert queries(1) == queries(30)
