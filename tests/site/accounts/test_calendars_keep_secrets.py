"""No word of a confidential table leaves by a personal calendar, not even by that of its own people."""

import pytest

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.calendar import personal_calendar
from tafelrunde_events.domain.subscriptions.selections import save_selection
from tests.factories.accounts import give_seat
from tests.factories.members import PersonFactory, UserFactory
from tests.site.security.secret_table import SecretTable, words_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_log")]


@pytest.fixture
def secret(world, settings, tmp_path):
    settings.TAFELRUNDE_MAIL_DELIVERY = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(tmp_path)},
    }
    return SecretTable()


def calendar_of(user):
    save_selection(user, Selection(), name="Alles")
    return personal_calendar(user).decode()


def test_others_learn_nothing_of_it(world, secret):
    for name, user in world.visitors.items():
        if user is not None:
            assert words_in(calendar_of(user)) == set(), name


def test_its_own_people_see_when_it_meets_and_nothing_else(secret):
    seated_coordinator = PersonFactory(user=secret.coordinator)
    give_seat(seated_coordinator, table=secret.table)
    secret.person.user = UserFactory()
    secret.person.save()

    for user in (secret.coordinator, secret.person.user):
        calendar = calendar_of(user)
        assert calendar.count("SUMMARY:Sitzung\r\n") == 2
        assert words_in(calendar) == set()


def test_who_convenes_finds_the_meetings_in_it_without_a_word_of_them(secret):
    calendar = calendar_of(secret.coordinator)
    assert "SUMMARY:Sitzung\r\n" in calendar
    assert words_in(calendar) == set()
