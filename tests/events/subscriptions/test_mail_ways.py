"""Subscribers hear of dates on whatever way they became public."""

import pytest

from tafelrunde_events.domain.imports.taking_over import read_foreign, take_over
from tafelrunde_events.domain.subscriptions.mail_digests import work_digests
from tafelrunde_events.models import ScheduleEntry
from tafelrunde_members.enums import Visibility
from tests.events.imports.foreign_calendar import calendar, entry
from tests.events.subscriptions.mail_reader import as_sent, digests, subscribed
from tests.factories.pages import make_draft, make_page, publish
from tests.factories.roundtables import RoundTableFactory, make_meeting
from tests.factories.sources import make_source

pytestmark = pytest.mark.django_db


def test_a_page_tells_when_it_is_published_and_not_when_it_is_drafted():
    subscribed()
    page = make_draft(title="Fachtag")
    assert work_digests() == 0

    publish(page)
    assert work_digests() == 1
    assert "Fachtag" in as_sent(digests()[0]).text


def test_a_page_that_is_published_once_more_is_no_news():
    subscribed()
    page = make_page(title="Fachtag")
    work_digests()
    page.unpublish()
    page.save_revision().publish()
    assert work_digests() == 0


def test_meetings_are_told_where_they_are_public():
    subscribed()
    table = RoundTableFactory()
    make_meeting(table, title="Geschlossene Sitzung")
    assert work_digests() == 0

    make_meeting(table, title="Öffentliche Sitzung", visibility=Visibility.PUBLIC)
    assert work_digests() == 1
    text = as_sent(digests()[0]).text
    assert "Öffentliche Sitzung" in text
    assert "Geschlossene" not in text
    assert ScheduleEntry.objects.filter(first_public_at__isnull=True).count() == 1


def test_imported_dates_are_told():
    subscribed()
    take_over(make_source(), read_foreign(calendar(entry())))

    assert work_digests() == 1
