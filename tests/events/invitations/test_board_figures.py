"""What the board says about guests, deputies, quorum, sectors and mail that did not arrive."""

import datetime as dt

import pytest
from django.utils import timezone

from tafelrunde_events.domain import quorums
from tafelrunde_events.domain.answer_board import BoardFilter, answer_board
from tafelrunde_events.domain.invitations import Invitee
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Reply
from tafelrunde_members.enums import Role
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.events.invitations.conftest import invite as send
from tests.events.invitations.test_board import content, staff, url  # noqa: F401 (fixtures)
from tests.factories.events import invite, make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory, UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def board_of(superuser_account):
    return lambda event: answer_board(event, user=superuser_account)


@pytest.fixture
def superuser_account():
    return UserFactory(is_superuser=True, is_staff=True)


def deputy_for(invitation, **facts):
    invitation.answer = Answer.DELEGATED
    invitation.deputy_name = facts.get("name", "")
    invitation.save()
    return invite(invitation.event, facts.pop("person", None), deputy_of=invitation, **facts)


def answered(event, answer, **facts):
    facts.setdefault("organisation", OrganisationFactory())
    return invite(event, answer=answer, **facts)


def test_a_deputy_is_part_of_the_row_they_come_for_and_counts_once(event, board_of):
    invitation = answered(event, Answer.NEEDS_ACTION)
    deputy = deputy_for(invitation, person=PersonFactory(first_name="Kim", last_name="Ersatz"), guests=2)

    board = board_of(event)

    (row,) = board.rows
    assert row.deputy.invitation == deputy
    assert row.deputy_name == "Kim Ersatz"
    assert (board.coming, board.guests, board.heads) == (1, 2, 3)


def test_a_deputy_who_declines_leaves_the_place_empty(staff, event, board_of):  # noqa: F811
    invitation = answered(event, Answer.NEEDS_ACTION)
    deputy_for(invitation, person=PersonFactory(), answer=Answer.DECLINED)

    board = board_of(event)

    assert (board.coming, board.heads) == (0, 0)
    assert "Auch die Vertretung kommt nicht" in content(staff.get(url("board", event.pk)))


def test_a_withdrawn_deputy_is_no_longer_shown(event, board_of):
    invitation = answered(event, Answer.NEEDS_ACTION)
    deputy_for(invitation, person=PersonFactory(), withdrawn_at=timezone.now())

    board = board_of(event)

    assert board.rows[0].deputy is None
    assert board.withdrawn == []


def test_a_protected_deputy_is_not_named(staff, event):  # noqa: F811
    invitation = answered(event, Answer.NEEDS_ACTION)
    deputy = deputy_for(invitation, person=PersonFactory(last_name="Geheimnis", protected=True))
    invitation.deputy_name = "Kim Geheimnis"
    invitation.save()
    for _ in range(2):
        Reply.objects.create(
            invitation=invitation, answer=Answer.DELEGATED, deputy_name="Kim Geheimnis", source=ReplySource.LINK
        )
    assert deputy.person.protected

    for name in ("board", "print", "attendance_list"):
        assert "Geheimnis" not in content(staff.get(url(name, event.pk)))
    exported = staff.get(url("export", event.pk), {"format": "csv"}).content.decode()
    assert "Geheimnis" not in exported


def test_guests_of_somebody_who_does_not_come_do_not_count(event, board_of):
    answered(event, Answer.ACCEPTED, guests=2)
    answered(event, Answer.DECLINED, guests=3)

    assert (board_of(event).guests, board_of(event).heads) == (2, 3)


@pytest.fixture
def needed():
    """How many institutions every event needs, for this test."""
    number = [3]

    def find(_event):
        return number[0]

    quorums.quorums.insert(0, find)
    yield number
    quorums.quorums.remove(find)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([Answer.ACCEPTED] * 3, "Die Beschlussfähigkeit ist erreicht: 3"),
        ([Answer.ACCEPTED, Answer.DELEGATED, Answer.TENTATIVE], "noch nicht erreicht: 1 weitere Einrichtung"),
        ([Answer.ACCEPTED, Answer.NEEDS_ACTION, Answer.NEEDS_ACTION], "noch nicht erreicht: 2 weitere Einrichtungen"),
        ([Answer.ACCEPTED, Answer.DECLINED, Answer.NEEDS_ACTION], "nicht mehr zu erreichen"),
    ],
)
def test_the_quorum_is_said_in_words(staff, event, needed, answers, words):  # noqa: F811
    for answer in answers:
        answered(event, answer)

    assert words in content(staff.get(url("board", event.pk)))


def test_an_institution_counts_once_for_the_quorum(event, needed, board_of):
    organisation = OrganisationFactory()
    for answer in (Answer.ACCEPTED, Answer.ACCEPTED, Answer.NEEDS_ACTION):
        answered(event, answer, organisation=organisation)

    quorum = board_of(event).quorum

    assert (quorum.coming, quorum.open) == (1, 0)
    assert quorum.is_lost


def test_events_without_such_a_rule_say_nothing_about_a_quorum(staff, event, board_of):  # noqa: F811
    answered(event, Answer.ACCEPTED)

    assert board_of(event).quorum is None
    assert "Beschlussfähigkeit" not in content(staff.get(url("board", event.pk)))


def test_the_list_is_narrowed_down_by_answer_sector_and_text(staff, event):  # noqa: F811
    church, economy = SectorFactory(name="Kirche"), SectorFactory(name="Wirtschaft")
    answered(event, Answer.ACCEPTED, organisation=OrganisationFactory(name="Domgemeinde", sector=church))
    answered(event, Answer.DECLINED, organisation=OrganisationFactory(name="Kammer", sector=economy))
    answered(event, Answer.ACCEPTED, organisation=OrganisationFactory(name="Ohne Bereich", sector=None))

    def found(**asked):
        page = content(staff.get(url("board", event.pk), asked))
        return {name for name in ("Domgemeinde", "Kammer", "Ohne Bereich") if f"{name}<" in page or f"{name}\n" in page}

    assert found(antwort="ACCEPTED") == {"Domgemeinde", "Ohne Bereich"}
    assert found(bereich=church.pk) == {"Domgemeinde"}
    assert found(bereich=0) == {"Ohne Bereich"}
    assert found(q="KAMM") == {"Kammer"}
    assert found(antwort="ACCEPTED", q="kammer") == set()
    assert found(antwort="unsinn", bereich="abc") == {"Domgemeinde", "Kammer", "Ohne Bereich"}
    assert "1 von 3 wird angezeigt" in content(staff.get(url("board", event.pk), {"q": "dom"}))


def test_a_search_does_not_find_who_must_not_be_known(event):
    invite(event, PersonFactory(last_name="Geheimnis", protected=True))
    board = answer_board(event, user=UserFactory(roles=(Role.NETWORK_COORDINATOR,)))

    assert not any(rows for _answer, rows in board.groups(BoardFilter(text="Geheimnis")))


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (MessageStatus.BOUNCED, "Die E-Mail kam zurück"),
        (MessageStatus.SUPPRESSED, "wird nichts mehr verschickt"),
        (MessageStatus.FAILED, "Der Mailserver hat die E-Mail abgelehnt"),
        (MessageStatus.EXPIRED, "nicht rechtzeitig zugestellt"),
    ],
)
def test_trouble_with_a_mail_says_what_to_do_and_leads_there(staff, event, invitee, status, advice):  # noqa: F811
    send(event, invitee)
    OutboxMessage.objects.update(status=status)

    page = content(staff.get(url("board", event.pk)))

    assert advice in page
    assert "1 E-Mail ist nicht angekommen" in page
    assert f"/personen/edit/{invitee.person.pk}/" in page


@pytest.mark.parametrize("status", [MessageStatus.DELIVERED, MessageStatus.SENT, MessageStatus.STOPPED])
def test_other_mails_are_no_trouble(event, invitee, board_of, status):
    send(event, invitee)
    OutboxMessage.objects.update(status=status)

    assert board_of(event).troubled == []


def test_somebody_without_an_address_is_trouble_too(staff, event):  # noqa: F811
    answered(event, Answer.NEEDS_ACTION, person=PersonFactory(email=""))

    assert "Es gibt keine E-Mail-Adresse" in content(staff.get(url("board", event.pk)))


def test_the_history_names_single_dates_and_answers_that_no_longer_count(staff, event):  # noqa: F811
    invitation = answered(event, Answer.NEEDS_ACTION)
    date = event.occurrences.get()
    for facts in (
        {"answer": Answer.ACCEPTED, "source": ReplySource.LINK},
        {"answer": Answer.DECLINED, "source": ReplySource.CALENDAR, "occurrence": date},
        {"answer": Answer.NEEDS_ACTION, "source": ReplySource.RESET},
    ):
        Reply.objects.create(invitation=invitation, **facts)

    page = content(staff.get(url("board", event.pk)))

    assert "neu gefragt" in page
    assert "Verlauf (3)" in page
    assert "nur für den" in page


def test_an_answer_is_recorded_for_a_single_date(staff):  # noqa: F811
    day = timezone.localdate() + dt.timedelta(days=20)
    event = make_event(session(day), session(day + dt.timedelta(days=7)))
    invitation = invite(event)
    date = event.occurrences.earliest("start")
    page = url("record_answer", event.pk, invitation.pk)
    assert "die ganze Einladung" in content(staff.get(page))

    staff.post(page, {"answer": "DECLINED", "occurrence": date.pk})

    invitation.refresh_from_db()
    assert invitation.answer == Answer.NEEDS_ACTION
    assert Reply.objects.get().occurrence == date
    other = make_event().occurrences.get()
    assert staff.post(page, {"answer": "DECLINED", "occurrence": other.pk}).status_code == 200
    assert Reply.objects.count() == 1


def test_a_single_date_is_not_asked_for(staff, event):  # noqa: F811
    assert "die ganze Einladung" not in content(staff.get(url("record_answer", event.pk, invite(event).pk)))


def test_the_board_tells_what_to_do_next(staff, event, invitee):  # noqa: F811
    page = content(staff.get(url("board", event.pk)))
    assert "art=invitation" in page

    send(event, invitee)
    assert "art=reminder" in content(staff.get(url("board", event.pk)))

    event.invitations.update(answer=Answer.ACCEPTED)
    page = content(staff.get(url("board", event.pk)))
    assert "art=reminder" not in page
    assert "Nichts: Alle haben geantwortet." in page


def test_boards_with_everything_need_the_same_number_of_queries(staff, event, needed):  # noqa: F811
    def add_some(count):
        for _ in range(count):
            invitation = answered(event, Answer.NEEDS_ACTION, organisation=OrganisationFactory(sector=SectorFactory()))
            deputy_for(invitation, person=PersonFactory())
            date = event.occurrences.get()
            Reply.objects.create(
                invitation=invitation, answer=Answer.ACCEPTED, source=ReplySource.CALENDAR, occurrence=date
            )
            Reply.objects.create(invitation=invitation, answer=Answer.DELEGATED, source=ReplySource.LINK)
        send(event, *(Invitee(PersonFactory()) for _ in range(count)))
        OutboxMessage.objects.update(status=MessageStatus.BOUNCED)

    pages = [(url("board", event.pk), {}), (url("print", event.pk), {}), (url("attendance_list", event.pk), {})]
    pages += [(url("export", event.pk), {"format": kind}) for kind in ("csv", "xlsx", "ods")]
    add_some(1)
    for page, asked in pages:  # the first log entry of a process looks up its content type
        count_queries(staff, page, **asked)
    with_one = [count_queries(staff, page, **asked) for page, asked in pages]
    add_some(29)

    assert [count_queries(staff, page, **asked) for page, asked in pages] == with_one
