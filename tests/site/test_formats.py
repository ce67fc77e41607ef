"""Dates are typed and read the same way in both languages of the admin."""

import datetime as dt

import pytest
from django import forms
from django.utils import timezone, translation
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from tafelrunde_events.domain.date_texts import day_text

DAY = dt.date(2027, 2, 5)
MOMENT = dt.datetime(2027, 2, 5, 18, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_admin_reads_what_its_own_date_fields_show(language):
    with translation.override(language), timezone.override("UTC"):
        day, moment = AdminDateInput().format_value(DAY), AdminDateTimeInput().format_value(MOMENT)

        assert (day, moment) == ("05.02.2027", "05.02.2027 18:30")
        assert forms.DateField().clean(day) == DAY
        assert forms.DateTimeField().clean(moment) == MOMENT


def test_english_dates_are_european():
    with translation.override("en"):
        assert day_text(DAY) == "Friday, 5 February 2027"
