"""The address that supervisors ask."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_healthy_site_answers_200_without_a_cookie(client):
    answer = client.get("/healthz", {"format": "json"})
    assert answer.status_code == 200
    assert set(answer.json().values()) == {"OK"}
    assert not answer.cookies
