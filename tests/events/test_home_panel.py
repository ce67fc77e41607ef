"""The admin's home page shows the next dates to those who publish them."""

import pytest

from tafelrunde_events.models import TrainingPage
from tafelrunde_members.domain.roles import grant_page_rights
from tafelrunde_members.enums import Role, Visibility
from tests.factories.events import make_event
from tests.factories.members import UserFactory
from tests.factories.pages import make_index, make_page
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

HOME = "/verwaltung/"


@pytest.fixture
def section():
    section = make_index(title="Fortbildungen")
    grant_page_rights(Role.TRAINING_EDITOR, section)
    return section


def home_of(client, role):
    client.force_login(UserFactory(roles=(role,)))
    return client.get(HOME).content.decode()


def test_editors_find_their_dates_and_a_way_to_a_new_page(client, section):
    page = make_page(parent=section, model=TrainingPage, title="Argumentieren gegen Parolen")
    make_event(title="Geheime Sitzung", kind="meeting", visibility=Visibility.TABLE)

    home = home_of(client, Role.TRAINING_EDITOR)

    assert f'<a href="/verwaltung/pages/{page.pk}/edit/">Argumentieren gegen Parolen</a>' in home
    assert f'href="/verwaltung/pages/add/tafelrunde_events/trainingpage/{section.pk}/"' in home
    assert "Geheime Sitzung" not in home


def test_who_writes_no_pages_of_events_is_not_bothered(client, section):
    assert "coming-dates" not in home_of(client, Role.COORDINATOR)


def test_the_panel_needs_as_many_queries_for_many_dates_as_for_one(client, section):
    make_page(parent=section, title="Forum 1")
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    client.get(HOME)
    one = count_queries(client, HOME)
    for number in range(2, 7):
        make_page(parent=section, title=f"Forum {number}")

    assert count_queries(client, HOME) == one


def test_the_tab_of_the_browser_names_the_product(client, section):
    assert "- Tafelrunde</title>" in home_of(client, Role.TRAINING_EDITOR)
