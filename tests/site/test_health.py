"""The address that supervisors ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_healthy_site_answers_200_without_a_cookie(client):
    # In a thread of its own, as in a web server: browser tests leave an event loop in this one.
    with ThreadPoolExecutor(1) as server:
        answer = server.submit(client.get, "/healthz", {"format": "json"}).result()
    assert answer.status_code == 200
    assert set(answer.json().values()) == {"OK"}
    assert not answer.cookies
