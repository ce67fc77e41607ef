"""Agendas: replacing, timing, and what invitees read of them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from tafelrunde_events.domain.invitation_sections import sections_of
from tafelrunde_roundtables.domain.agenda import AgendaEntry, agenda_of, agenda_section, replace_agenda
from tafelrunde_roundtables.enums import AgendaItemKind
from tafelrunde_roundtables.models import AgendaItem
from tests.factories.events import make_event
from tests.factories.roundtables import RoundTableFactory, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(
        RoundTableFactory(),
        agenda=[
            AgendaEntry(title="Begrüßung", kind=AgendaItemKind.INFORMATION, minutes=10),
            AgendaEntry(
                title="Aktionswoche", kind=AgendaItemKind.DECISION, speaker="Frau Beispiel", note="vertraulich"
            ),
            AgendaEntry(title="Verschiedenes"),
        ],
    )


def test_stored_items_keep_their_identity_when_they_move(meeting):
    first, second, third = meeting.agenda.all()
    replace_agenda(
        meeting,
        [
            AgendaEntry(pk=third.pk, title="Verschiedenes"),
            AgendaEntry(title="Neu"),
            AgendaEntry(pk=first.pk, title="Gruß"),
        ],
    )
    assert [(item.pk, item.title) for item in meeting.agenda.all() if item.title != "Neu"] == [
        (third.pk, "Verschiedenes"),
        (first.pk, "Gruß"),
    ]
    assert [item.position for item in meeting.agenda.all()] == [1, 2, 3]
    assert not AgendaItem.objects.filter(pk=second.pk).exists()


def test_note_survives_a_form_that_does_not_show_it(meeting):
    item = meeting.agenda.get(title="Aktionswoche")
    replace_agenda(meeting, [AgendaEntry(pk=item.pk, title="Aktionswoche im Mai")])
    item.refresh_from_db()
    assert (item.title, item.note) == ("Aktionswoche im Mai", "vertraulich")


def test_item_of_another_meeting_stays_where_it_is(meeting):
    other = make_meeting(RoundTableFactory(), agenda=[AgendaEntry(title="Fremd")])
    foreign = other.agenda.get()
    replace_agenda(meeting, [AgendaEntry(pk=foreign.pk, title="Angeeignet")])
    foreign.refresh_from_db()
    assert (foreign.title, foreign.meeting) == ("Fremd", other)
    assert meeting.agenda.get().title == "Angeeignet"


def test_refused_agenda_leaves_the_old_one(meeting):
    with pytest.raises(ValidationError):
        replace_agenda(meeting, [AgendaEntry(title="Gut"), AgendaEntry(title="")])
    assert meeting.agenda.count() == 3


def test_times_are_known_as_far_as_the_minutes_tell(meeting):
    times = [row.time for row in agenda_of(meeting)]
    assert times == [dt.time(18), dt.time(18, 10), None]


def test_invitees_read_the_agenda_without_its_notes(meeting):
    with override("de"):
        section = agenda_section(meeting.event)
    assert [label for label, _text in section.items] == ["18:00", "18:10", "3."]
    texts = " ".join(text for _label, text in section.items)
    assert "Aktionswoche" in texts
    assert "Frau Beispiel" in texts
    assert "vertraulich" not in texts


def test_agenda_is_registered_for_invitations(meeting):
    assert agenda_section(meeting.event) in sections_of(meeting.event)


def test_other_events_and_empty_agendas_have_no_section():
    assert agenda_section(make_event()) is None
    assert agenda_section(make_meeting(RoundTableFactory()).event) is None
