"""The calendar narrowed to a round table: which tables stand to choose."""

import pytest
from django.urls import reverse

from tafelrunde_roundtables.domain.tables import save_table
from tests.factories.roundtables import RoundTableFactory

pytestmark = pytest.mark.django_db

PLACES = ("calendar", "subscribe", "embedding", "feed", "rss", "json")


@pytest.mark.parametrize("place", PLACES)
def test_a_table_that_is_no_longer_listed_is_named_nowhere(client, place):
    table = RoundTableFactory(name="Zgeheimtisch", slug="kreis")
    address = reverse(f"tafelrunde_events:{place}", query={"tisch": "kreis"})
    assert "Zgeheimtisch" in client.get(address).content.decode()
    table.listed = False
    save_table(table, by=None)
    assert "Zgeheimtisch" not in client.get(address).content.decode()


def test_a_new_table_stands_to_choose_at_once(client):
    address = reverse("tafelrunde_events:calendar")
    client.get(address)
    RoundTableFactory(name="Runder Tisch Bützow")
    assert "Runder Tisch Bützow" in client.get(address).content.decode()
