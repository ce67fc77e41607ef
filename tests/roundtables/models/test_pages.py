"""The page of a table that the public may not know of stays out of sight, however somebody publishes it."""

import pytest

from tafelrunde_members.enums import Role
from tafelrunde_roundtables.models import RoundTableIndexPage, RoundTablePage
from tests.factories.members import UserFactory
from tests.factories.pages import site_root
from tests.factories.roundtables import RoundTableFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return site_root().add_child(instance=RoundTableIndexPage(title="Runde Tische", slug="runde-tische"))


def make_page(index, **facts):
    page = RoundTablePage(title="Stiller Tisch", slug="stiller-tisch", live=False, table=RoundTableFactory(**facts))
    return index.add_child(instance=page)


@pytest.mark.parametrize("listed", [True, False])
def test_only_pages_of_listed_tables_go_live(index, client, listed):
    page = make_page(index, listed=listed)

    page.save_revision().publish()
    page.refresh_from_db()

    assert page.live is listed
    assert page.has_unpublished_changes is not listed
    assert ("Stiller Tisch" in client.get("/seitenuebersicht/").content.decode()) is listed


@pytest.mark.parametrize(("role", "sees"), [(Role.TRAINING_EDITOR, False), (Role.NETWORK_COORDINATOR, True)])
def test_choosers_offer_pages_of_known_tables_only(index, client, role, sees):
    make_page(index, listed=False)
    client.force_login(UserFactory(roles=(role,)))

    assert ("Stiller Tisch" in client.get(f"/verwaltung/choose-page/{index.pk}/").content.decode()) is sees
