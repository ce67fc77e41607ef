"""Whose words are in force: the table's, the site's, or the ones that come along."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tafelrunde_events.domain.editing_texts import (
    allowed_placeholders,
    reset_letterhead,
    reset_words,
    save_letterhead,
    save_words,
)
from tafelrunde_events.domain.mail_texts import Origin, event_values, wording_of, words_in_force, you_text
from tafelrunde_events.domain.mail_words import BUILT_IN_WORDS
from tafelrunde_events.domain.placeholders import SHARED_PLACEHOLDERS, check_words
from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.domain.text_owners import SITE
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event, Letterhead, MailText
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, make_event
from tests.factories.members import OrganisationFactory
from tests.factories.roundtables import RoundTableFactory, make_meeting


@pytest.fixture
def event(db):
    return make_event(venue=VenueFactory(), contact_email="forum@example.org")


@pytest.fixture
def meeting(db):
    return make_meeting(RoundTableFactory())


def own(meeting):
    return f"table:{meeting.table_id}"


def save(owner, *, kind="invitation", language="de", **texts):
    save_words(owner, kind, language=language, texts=texts, by=None)


def test_words_come_along_for_every_kind_in_german_and_english(event):
    for kind in MailingKind.values:
        german, english = (wording_of(event, kind, language=language) for language in ("de", "en"))
        assert german.subject != english.subject
        assert german.closing == "Mit freundlichen Grüßen"
        assert english.closing == "Kind regards"
        assert german.opening.startswith("{salutation},")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_words_that_come_along_hold_possible_placeholders_only(language):
    with translation.override(language):
        for kind, words in BUILT_IN_WORDS.items():
            for field in ("subject", "opening", "closing"):
                check_words(str(getattr(words, field)), allowed=allowed_placeholders(field, kind))


def test_the_tables_words_go_before_the_sites_field_by_field(meeting):
    save(SITE, subject="Von der Website", opening="Website", closing="Website")
    save(own(meeting), subject="Vom Tisch")

    wording = wording_of(meeting.event, "invitation", language="de")

    assert (wording.subject, wording.opening) == ("Vom Tisch", "Website")
    assert wording_of(meeting.event, "invitation", language="en").subject == "Invitation: {title} on {day}"
    assert wording_of(meeting.event, "reminder", language="de").subject == "Erinnerung: {title} am {day}"


def test_the_words_of_one_table_are_not_those_of_another(meeting, event):
    save(own(meeting), subject="Vom Tisch")

    for other in (event, make_meeting(RoundTableFactory()).event):
        assert wording_of(other, "invitation", language="de").subject == "Einladung: {title} am {day}"


def test_two_questions_find_the_words_whatever_there_is(meeting):
    save(SITE, subject="Website", opening="Website")
    save(own(meeting), subject="Tisch")
    event = Event.objects.select_related("meeting").get(pk=meeting.event.pk)

    for language in ("de", "en"):
        with CaptureQueriesContext(connection) as queries:
            wording_of(event, "invitation", language=language)
        assert len(queries) == 2


def test_what_is_inherited_anyway_is_not_stored(meeting):
    save(SITE, subject="Einladung: {title} am {day}", closing="")
    save(own(meeting), subject="Vom Tisch", opening="{salutation},\r\n\r\nwir laden {you} herzlich ein:\r\n")

    assert MailText.objects.get().opening == ""
    assert words_in_force(own(meeting), "invitation", language="de")["opening"].origin == Origin.BUILT_IN


def test_emptying_all_fields_takes_own_words_back(meeting):
    save(own(meeting), subject="Vom Tisch")
    save(own(meeting), subject="")

    assert not MailText.objects.exists()


def test_resetting_leaves_all_other_words(meeting):
    save(SITE, subject="Website")
    save(own(meeting), subject="Tisch")
    save(own(meeting), kind="reminder", subject="Tisch")

    reset_words(own(meeting), "invitation", language="de", by=None)
    reset_words(own(meeting), "invitation", language="de", by=None)

    assert sorted(MailText.objects.values_list("owner", "kind")) == [("", "invitation"), (own(meeting), "reminder")]


def test_secrets_and_what_is_personal_are_refused_in_subjects(db):
    for name in ("answer_url", "salutation", "organisation", "you"):
        with pytest.raises(ValidationError) as error:
            save(SITE, subject=f"Hallo {{{name}}}")
        assert f"{{{name}}} kann hier nicht stehen" in error.value.message_dict["subject"][0]
    assert not MailText.objects.exists()


def test_the_personal_link_stands_only_in_letters_that_ask(db):
    save(SITE, kind="reminder", opening="Hier: {answer_url}")

    with pytest.raises(ValidationError):
        save(SITE, kind="cancellation", opening="Hier: {answer_url}")


def test_all_mistakes_are_told_at_once_by_field(db):
    with pytest.raises(ValidationError) as error:
        save(SITE, subject="{x}", opening="{", closing="a" * 5001)

    assert error.value.message_dict.keys() == {"subject", "opening", "closing"}


def test_subjects_are_one_line(db):
    save(SITE, subject="Eins\r\nBcc: x@example.org")

    assert MailText.objects.get().subject == "Eins Bcc: x@example.org"


def test_the_exclusion_clause_stands_in_invitations_to_public_events_in_rooms(event):
    online = make_event(online_url="https://treffen.example.org/")
    closed = make_event(venue=VenueFactory(), visibility=Visibility.NETWORK)

    assert "Hausrecht" in wording_of(event, "invitation", language="de").exclusion_clause
    for other, kind in ((online, "invitation"), (closed, "invitation"), (event, "cancellation"), (event, "papers")):
        assert wording_of(other, kind, language="de").exclusion_clause == ""


def test_a_table_decides_on_its_own_exclusion_clause(meeting):
    save_letterhead(SITE, language="de", texts={"exclusion": "never"}, by=None)
    save_letterhead(
        own(meeting), language="de", texts={"exclusion": "always", "exclusion_clause": "Nur für Geladene."}, by=None
    )

    assert wording_of(meeting.event, "invitation", language="de").exclusion_clause == "Nur für Geladene."
    reset_letterhead(own(meeting), language="de", by=None)
    assert wording_of(meeting.event, "invitation", language="de").exclusion_clause == ""
    assert Letterhead.objects.count() == 1


def test_the_values_of_an_event_are_its_facts_in_words(event):
    event = make_event(
        title="Forum\nGemeinsinn",
        venue=VenueFactory(name="Rathaus"),
        contact_email="forum@example.org",
        organisers=[OrganisationFactory(name="Stadt"), OrganisationFactory(name="Kreis")],
    )

    values = event_values(load_plans([event])[0])

    assert values.keys() == set(SHARED_PLACEHOLDERS)
    assert values["title"] == "Forum Gemeinsinn"
    assert values["dates"].endswith("18:00 bis 20:00 Uhr")
    assert values["place"].startswith("Rathaus")
    assert values["organisers"] == "Stadt\nKreis"


def test_whoever_comes_for_an_institution_is_told_so():
    assert you_text(None) == "Sie"
    assert you_text(OrganisationFactory.build(name="Verein")) == "Sie als Vertretung Ihrer Einrichtung (Verein)"
