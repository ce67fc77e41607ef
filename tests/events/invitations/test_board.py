import datetime as dt

import pytest
from django.urls import reverse

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitations import Invitee, withdraw_invitation
from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_events.enums import Answer, EventKind, ReplySource
from tafelrunde_events.models import Reply
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.enums import Role
from tafelrunde_members.models import OutboxMessage
from tests.events.invitations.conftest import invite, make_invitees
from tests.factories.events import coming_day, make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory, UserFactory
from tests.support.queries import count_queries


def url(name, *args):
    return reverse(f"tafelrunde_invitations:{name}", args=args)


def content(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def staff(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def test_who_has_not_answered_stands_first(staff, event, invitee):
    others = make_invitees(2)
    invite(event, *others, invitee)
    for other, answer in zip(others, (Answer.ACCEPTED, Answer.DECLINED), strict=True):
        record_answer(event.invitations.get(person=other.person), answer=answer, source=ReplySource.LINK)

    page = content(staff.get(url("board", event.pk)))

    names = ["Kirchengemeinde St. Beispiel", *(str(other.organisation) for other in others)]
    positions = [page.index(name) for name in names]
    assert positions == sorted(positions)
    assert "Ohne Antwort (1)" in page
    assert "Kommt (1)" in page
    assert "Kirche und Religion" in page
    assert "wartet" in page


def test_a_sector_of_which_nobody_comes_is_marked(staff, event):
    here, away = SectorFactory(name="Wirtschaft"), SectorFactory(name="Kirche")
    for sector, answer in ((here, Answer.ACCEPTED), (away, Answer.DECLINED)):
        person = PersonFactory()
        invite(event, Invitee(person, OrganisationFactory(sector=sector)))
        record_answer(event.invitations.get(person=person), answer=answer, source=ReplySource.LINK)

    page = content(staff.get(url("board", event.pk)))

    assert page.count("wird fehlen") == 1


@pytest.mark.django_db(transaction=True)
def test_the_answer_of_the_mail_server_is_shown(staff, event, invitee, smtp_delivery):
    smtp_delivery.refuse(550, "no such mailbox", address="kaethe@gemeinde.example.org")
    invite(event, invitee)
    work_outbox()

    page = content(staff.get(url("board", event.pk)))

    assert "no such mailbox" in page
    assert "1 E-Mail ist nicht angekommen" in page


def test_an_empty_board_says_what_to_expect(staff, event):
    assert "Noch ist niemand eingeladen" in content(staff.get(url("board", event.pk)))


def test_an_answer_by_phone_is_recorded_with_its_history(staff, coordinator, event, invitation):
    page = url("record_answer", event.pk, invitation.pk)
    content(staff.get(page))

    refused = content(staff.post(page, {"answer": "DELEGATED", "comment": "ruft zurück"}))
    assert "ruft zurück" in refused
    assert not Reply.objects.exists()
    response = staff.post(page, {"answer": "DELEGATED", "deputy_name": "Kim <b>Ersatz</b>"})

    assert response["Location"] == url("board", event.pk)
    reply = Reply.objects.get()
    assert (reply.source, reply.recorded_by) == (ReplySource.STAFF, coordinator)
    record_answer(invitation, answer=Answer.DECLINED, source=ReplySource.LINK)
    board = content(staff.get(url("board", event.pk)))
    assert "Verlauf (2)" in board
    assert "Kim &lt;b&gt;Ersatz&lt;/b&gt;" in board
    assert "Kim &lt;b&gt;Ersatz&lt;/b&gt;" in content(staff.get(page))


def test_withdrawing_asks_first(staff, event, invitation):
    page = url("withdraw", event.pk, invitation.pk)
    content(staff.get(page))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None

    staff.post(page)

    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    assert "Zurückgezogen" in content(staff.get(url("board", event.pk)))


def test_who_was_uninvited_is_invited_again_from_the_board(staff, event, invitation):
    withdraw_invitation(invitation, by=None)
    page = url("invite_again", event.pk, invitation.pk)
    assert page in content(staff.get(url("board", event.pk)))
    content(staff.get(page))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None

    staff.post(page)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None
    assert "nicht zurückgezogen" in content(staff.post(page, follow=True))


def test_the_list_of_boards_does_not_count_on_deputies_who_declined(staff, event, invitation):
    link = ReplySource.LINK
    record_answer(invitation, answer=Answer.DELEGATED, deputy_name="A", deputy_email="a@example.org", source=link)
    index = staff.get(url("index"))
    assert [row.coming for row in index.context["object_list"]] == [1]
    record_answer(invitation.deputies.get(), answer=Answer.DECLINED, source=link)
    index = staff.get(url("index"))
    assert [row.coming for row in index.context["object_list"]] == [0]


@pytest.mark.django_db(transaction=True)
def test_moved_dates_are_told_from_the_board(staff, event, invitee, deliver):
    invite(event, invitee)
    deliver()
    date = event.occurrences.get()
    move_occurrence(date, start=date.start_wall.replace(hour=17), end=date.end_wall)

    assert "Änderung mitteilen" in content(staff.get(url("board", event.pk)))
    content(staff.get(url("news", event.pk)))
    assert deliver() == []
    assert staff.post(url("news", event.pk))["Location"] == url("board", event.pk)

    assert len(deliver()) == 1
    assert "Änderung mitteilen" not in content(staff.get(url("board", event.pk)))


def test_a_protected_person_is_not_named_to_other_peoples_coordination(client, event):
    person = PersonFactory(last_name="Geheimnis", protected=True)
    invite(event, Invitee(person), Invitee(PersonFactory(last_name="Offen")))
    invitation = event.invitations.get(person=person)
    withdraw_invitation(event.invitations.get(person__last_name="Offen"), by=None)

    for role in (Role.NETWORK_COORDINATOR, Role.TRAINING_EDITOR):
        client.force_login(UserFactory(roles=(role,)))
        for page in (
            url("board", event.pk),
            url("record_answer", event.pk, invitation.pk),
            url("withdraw", event.pk, invitation.pk),
        ):
            text = content(client.get(page))
            assert "Geheimnis" not in text
            assert "Besonders geschützte Person" in text
        assert "Offen" in content(client.get(url("board", event.pk)))


@pytest.mark.parametrize("method", ["get", "post"])
def test_other_peoples_meetings_do_not_exist(staff, invitee, method):
    meeting = make_event(kind=EventKind.MEETING, title="Vertrauliche Sitzung")
    invite(meeting, invitee)
    invitation = meeting.invitations.get()

    for page in (
        url("board", meeting.pk),
        url("news", meeting.pk),
        url("record_answer", meeting.pk, invitation.pk),
        url("withdraw", meeting.pk, invitation.pk),
        url("invite_again", meeting.pk, invitation.pk),
    ):
        assert getattr(staff, method)(page).status_code in {"get": {404}, "post": {404, 405}}[method]
    assert "Vertrauliche Sitzung" not in content(staff.get(url("index")))
    assert OutboxMessage.objects.count() == 1
    assert not Reply.objects.exists()


def test_an_invitation_is_only_found_on_its_own_board(staff, event, invitation):
    other = make_event()

    assert staff.get(url("record_answer", other.pk, invitation.pk)).status_code == 404
    assert staff.post(url("withdraw", other.pk, invitation.pk)).status_code == 404


def test_members_see_no_board_though_they_are_invited(client, event, invitation):
    member = UserFactory()
    invitation.person.user = member
    invitation.person.save()
    client.force_login(member)

    response = client.get(url("board", event.pk))

    assert response.status_code in (302, 404)


@pytest.mark.parametrize("name", ["index", "index_results"])
def test_the_list_of_boards_counts(staff, event, invitee, name):
    invite(event, invitee, *make_invitees(2))
    record_answer(event.invitations.get(person=invitee.person), answer=Answer.ACCEPTED, source=ReplySource.LINK)
    make_event(title="Ohne Einladungen")

    page = content(staff.get(url(name)))

    assert event.title in page
    assert "Ohne Einladungen" not in page
    assert url("board", event.pk) in page


def test_the_figures_of_a_list_of_boards_do_not_grow_with_dates(staff, invitee):
    day = coming_day()
    event = make_event(*(session(day + dt.timedelta(days=number)) for number in range(3)))
    others = make_invitees(3)
    invite(event, invitee, *others)
    for one, answer in ((invitee, Answer.ACCEPTED), (others[0], Answer.DECLINED)):
        record_answer(event.invitations.get(person=one.person), answer=answer, source=ReplySource.LINK)
    withdraw_invitation(event.invitations.get(person=others[1].person), by=None)

    (row,) = staff.get(url("index")).context["object_list"]

    assert (row.invited, row.coming, row.unanswered) == (3, 1, 1)
    assert row.first_date == event.occurrences.earliest("start").start


def test_boards_need_the_same_number_of_queries_for_one_and_for_many(staff, event):
    def answer_all():
        for invitation in event.invitations.all():
            record_answer(invitation, answer=Answer.TENTATIVE, source=ReplySource.STAFF, by=UserFactory())
            record_answer(invitation, answer=Answer.ACCEPTED, source=ReplySource.STAFF, by=UserFactory())

    invite(event, *make_invitees(1))
    answer_all()
    content(staff.get(url("board", event.pk)))
    pages = url("board", event.pk), url("index")
    with_one = [count_queries(staff, page) for page in pages]
    for _ in range(29):
        invite(event, *make_invitees(1))
        invite(make_event(), *make_invitees(1))
    answer_all()

    assert [count_queries(staff, page) for page in pages] == with_one
