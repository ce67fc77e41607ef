"""From the code on paper to the answer page."""

import pytest
from django.core.cache import cache
from django.test import Client

from tafelrunde_events.domain import code_limits
from tafelrunde_events.domain.answer_links import answer_token
from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.domain.short_codes import (
    ALPHABET,
    grouped,
    read_code,
    short_code,
    store_paper_secrets,
)
from tafelrunde_events.models import Invitation
from tafelrunde_members.domain.mail import new_nonce

WRONG = "0000 0000 0000"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def code(recipient):
    store_paper_secrets([recipient.invitation])
    return short_code(recipient.invitation.nonce)


def test_codes_are_twelve_characters_that_look_like_no_others():
    nonces = [new_nonce() for _ in range(200)]
    codes = [short_code(nonce) for nonce in nonces]

    assert {len(code) for code in codes} == {12}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert [read_code(grouped(code)) for code in codes] == codes
    assert len(set(codes)) == 200
    assert [short_code(nonce) for nonce in nonces] == codes


@pytest.mark.parametrize(
    "typed", ["7k2m qx4t 90ab", "7K2M-QX4T-90AB", " 7K2MQX4T9OAB ", "7k2m.qx4t.9oab", "7K2M–QX4T–90AB\u00a0"]
)
def test_typing_is_forgiven(typed):
    assert read_code(typed) == "7K2MQX4T90AB"


def test_i_and_l_are_taken_for_one():
    assert read_code("IiLl IiLl IiLl") == "111111111111"


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M QX4T 90AB C", "7K2M QX4T 90AU", "äöü" * 4, "²" * 12])
def test_what_is_no_code_is_not_looked_up(typed):
    assert read_code(typed) == ""


def test_the_form_leads_to_the_answer_page(client, code, recipient):
    response = client.post("/a/", {"code": grouped(code).lower()})

    assert response.status_code == 302
    assert response["Location"] == f"/antwort/{answer_token(recipient.invitation.nonce)}/"
    assert client.get(response["Location"]).status_code == 200


def test_the_short_address_leads_there_and_changes_nothing(client, code, recipient):
    before = Invitation.objects.values().get(pk=recipient.invitation.pk)

    response = client.get(f"/a/{code}/")

    assert response["Location"] == f"/antwort/{answer_token(recipient.invitation.nonce)}/"
    assert client.head(f"/a/{code}/").status_code == 302
    assert Invitation.objects.values().get(pk=recipient.invitation.pk) == before


def test_neither_caches_nor_search_engines_nor_other_sites_learn_of_codes(client, code):
    for path in ("/a/", f"/a/{code}/", f"/a/{WRONG}/"):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_wrong_code_is_shown_to_be_put_right(client, code):
    by_form, by_address = client.post("/a/", {"code": WRONG}), client.get("/a/0000-0000-0000/")

    assert by_form.status_code == 200
    assert by_address.status_code == 404
    for response in (by_form, by_address):
        assert "keine offene Einladung" in response.content.decode()
    assert 'value="0000-0000-0000"' in by_address.content.decode()


def test_withdrawn_invitations_have_no_code(client, code, recipient):
    withdraw_invitation(recipient.invitation, by=None)

    assert client.get(f"/a/{code}/").status_code == 404


def test_an_invitation_without_a_letter_has_no_code(client, recipient):
    assert client.get(f"/a/{short_code(recipient.invitation.nonce)}/").status_code == 404


def test_guessing_is_slowed_down_for_one_address(client, code):
    for _ in range(code_limits.PER_ADDRESS):
        assert client.post("/a/", {"code": WRONG}).status_code == 200

    refused = client.post("/a/", {"code": code})

    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert "Zu viele falsche Codes" in refused.content.decode()
    assert client.get(f"/a/{code}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/a/{code}/").status_code == 302


def test_guessing_from_many_addresses_is_slowed_down_as_well(code, monkeypatch):
    monkeypatch.setattr(code_limits, "IN_TOTAL", 5)
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").get(f"/a/{WRONG}/")

    assert Client(REMOTE_ADDR="192.0.2.99").get(f"/a/{code}/").status_code == 429


def test_right_codes_count_for_nothing(client, code):
    for _ in range(code_limits.PER_ADDRESS + 2):
        assert client.get(f"/a/{code}/").status_code == 302


def test_visitors_behind_a_trusted_proxy_are_told_apart(code, settings):
    settings.TAFELRUNDE_TRUSTED_PROXIES = 1
    for _ in range(code_limits.PER_ADDRESS):
        Client(headers={"x-forwarded-for": "203.0.113.1, 192.0.2.1"}).get(f"/a/{WRONG}/")

    assert Client(headers={"x-forwarded-for": "192.0.2.1"}).get(f"/a/{code}/").status_code == 429
    assert Client(headers={"x-forwarded-for": "192.0.2.1, 192.0.2.2"}).get(f"/a/{code}/").status_code == 302


def test_a_forged_header_gets_nobody_around_the_limit(code):
    for number in range(code_limits.PER_ADDRESS):
        Client(headers={"x-forwarded-for": f"192.0.2.{number}"}).get(f"/a/{WRONG}/")

    assert Client(headers={"x-forwarded-for": "192.0.2.200"}).get(f"/a/{code}/").status_code == 429


def test_printed_codes_survive_a_new_secret_key(client, code, recipient, settings):
    settings.SECRET_KEY = "another key"

    by_address = client.get(f"/a/{code}/")
    by_form = client.post("/a/", {"code": code})

    assert by_address.status_code == 200
    assert f'value="{code}"' in by_address.content.decode()
    assert client.get(by_form["Location"]).status_code == 200


def test_a_cookie_is_set_by_the_form_alone(client, code):
    assert client.get(f"/a/{code}/").cookies == {}
