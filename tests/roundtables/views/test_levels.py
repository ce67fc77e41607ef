"""The level of a table decides whether the network's coordination reads what is confidential."""

import pytest

from tafelrunde_members.enums import Role
from tafelrunde_roundtables.enums import TableLevel
from tafelrunde_roundtables.models import RoundTable
from tests.factories.members import UserFactory
from tests.factories.roundtables import RoundTableFactory

pytestmark = pytest.mark.django_db


def save_as(client, user, table):
    client.force_login(user)
    values = {
        "name": table.name,
        "slug": table.slug,
        "level": TableLevel.STATE,
        "status": table.status,
        "notice_days": table.notice_days,
        "rhythm": "monatlich",
    }
    response = client.post(f"/verwaltung/runde-tische/edit/{table.pk}/", values)
    assert response.status_code == 302
    table.refresh_from_db()
    return table


def test_the_network_cannot_take_a_municipal_table_over(client):
    network, table = UserFactory(roles=(Role.NETWORK_COORDINATOR,)), RoundTableFactory()

    saved = save_as(client, network, table)

    assert (saved.level, saved.rhythm) == (TableLevel.MUNICIPALITY, "monatlich")
    assert not RoundTable.objects.managed_by(network).exists()


def test_administrators_move_tables_between_levels(client):
    saved = save_as(client, UserFactory(is_superuser=True, is_staff=True), RoundTableFactory())

    assert saved.level == TableLevel.STATE
