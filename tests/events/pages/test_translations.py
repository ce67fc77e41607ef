"""All translations of a page are one event; aliases do not exist (law 2)."""

import pytest
from wagtail.actions.create_alias import CreatePageAliasIntegrityError
from wagtail.models import Locale, Page

from tafelrunde_events.models import Event, EventPage
from tests.factories.events import coming_day
from tests.factories.pages import event_of, make_index, make_page, publish, save_draft, session_block

pytestmark = pytest.mark.django_db


@pytest.fixture
def english() -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


def translate(page: EventPage, locale: Locale) -> EventPage:
    return page.copy_for_translation(locale, copy_parents=True)


def test_a_translation_publishes_its_text_and_nothing_of_the_event(english):
    page = make_page()
    event = event_of(page)
    before = list(event.entries.values())
    translation = translate(page, english)
    save_draft(translation, title="Forum on the common good", room="Elsewhere")
    translation = publish(translation)
    event.refresh_from_db()
    assert Event.objects.count() == 1
    assert list(event.entries.values()) == before
    assert (event.title, event.room, event.page_id) == (page.title, "", page.pk)
    assert translation.title == "Forum on the common good"


def test_unpublishing_or_deleting_a_translation_leaves_the_event(english):
    page = make_page()
    translation = publish(translate(page, english))
    translation.unpublish()
    translation.delete()
    event = event_of(page)
    assert (event.is_cancelled, event.page_id) == (False, page.pk)


def test_the_page_that_publishes_first_controls_the_dates(english):
    from tests.factories.pages import make_draft

    page = make_draft()
    translation = translate(page, english)
    save_draft(translation, schedule=[session_block(coming_day(80))])
    translation = publish(translation)
    publish(page)
    event = event_of(page)
    assert (event.page_id, event.language) == (translation.pk, "en")
    assert event.occurrences.get().start_date == coming_day(80)


def test_the_editor_of_a_translation_shows_the_dates_read_only(english, editor_client):
    page = make_page()
    translation = translate(page, english)
    html = editor_client.get(f"/verwaltung/pages/{translation.pk}/edit/").content.decode()
    assert "Diese Seite ist eine Übersetzung." in html
    assert 'name="schedule-count"' not in html
    assert 'name="organisers-TOTAL_FORMS"' not in html
    html = editor_client.get(f"/verwaltung/pages/{page.pk}/edit/").content.decode()
    assert "Diese Seite ist eine Übersetzung." not in html
    assert 'name="organisers-TOTAL_FORMS"' in html


def test_an_alias_is_refused():
    page = make_page()
    with pytest.raises(CreatePageAliasIntegrityError):
        page.create_alias(update_slug="alias")
    assert Event.objects.count() == 1


def test_the_form_for_copies_offers_no_alias(editor_client):
    page = make_page()
    assert 'name="alias"' not in editor_client.get(f"/verwaltung/pages/{page.pk}/copy/").content.decode()


def test_an_alias_of_a_section_with_events_is_refused_with_a_message(editor_client):
    index = make_index()
    make_page(parent=index)
    home = index.get_parent()
    count = Page.objects.count()
    data = {
        "new_title": "Kopie",
        "new_slug": "kopie",
        "new_parent_page": home.pk,
        "copy_subpages": "on",
        "alias": "on",
    }
    response = editor_client.post(f"/verwaltung/pages/{home.pk}/copy/", data, follow=True)
    assert "können keine Aliasseiten haben" in response.content.decode()
    assert Page.objects.count() == count


def test_a_synchronised_page_tree_gets_a_draft_instead_of_an_alias(english):
    page = make_page()
    copy = page.copy_for_translation(english, copy_parents=True, alias=True)
    assert (copy.alias_of_id, copy.live, len(copy.specific.schedule)) == (None, False, 0)
