"""Logging in by e-mailed code: who gets in, who does not, and that nobody outside can tell the difference."""

import datetime as dt
import re
import time

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tafelrunde_members.enums import Role
from tafelrunde_members.models.mail import OutboxMessage
from tafelrunde_site.models import User
from tests.factories.members import UserFactory
from tests.site.accounts.conftest import text_of

pytestmark = pytest.mark.django_db

CONFIRM = "account_confirm_login_code"


def visible_text(response, address):
    """Return what the page shows, without the address that was entered and the token of its form."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return html.replace(address, "ADDRESS")


def test_the_code_from_the_mail_opens_the_account(client, ask_for_code, mailed_code):
    user = UserFactory(email="gudrun@example.org")

    page = ask_for_code("Gudrun@Example.org")
    response = client.post(reverse(CONFIRM), {"code": mailed_code()})

    assert page.redirect_chain == [(reverse(CONFIRM), 302)]
    assert response.url == reverse("tafelrunde_site:account")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_staff_is_led_to_the_admin(client, ask_for_code, mailed_code):
    UserFactory(email="koordination@example.org", roles=(Role.COORDINATOR,))

    ask_for_code("koordination@example.org")
    response = client.post(reverse(CONFIRM), {"code": mailed_code()})

    assert response.url == reverse("wagtailadmin_home")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/kalender/", "/kalender/"), ("https://elsewhere.example/", "/konto/"), ("//elsewhere.example/", "/konto/")],
)
def test_login_leads_to_where_one_wanted_to_go_on_this_site_only(client, mailed_code, wanted, reached):
    UserFactory(email="gudrun@example.org")

    client.post(reverse("account_login"), {"email": "gudrun@example.org", "next": wanted})
    response = client.post(reverse(CONFIRM), {"code": mailed_code(), "next": wanted})

    assert response.url == reached


def test_known_and_unknown_addresses_get_the_same_answer(client, ask_for_code):
    UserFactory(email="gudrun@example.org")

    known = ask_for_code("gudrun@example.org")
    client.cookies.clear()
    unknown = ask_for_code("niemand@example.org")

    assert known.redirect_chain == unknown.redirect_chain
    assert visible_text(known, "gudrun@example.org") == visible_text(unknown, "niemand@example.org")
    assert OutboxMessage.objects.get().recipient_email == "gudrun@example.org"


def test_known_and_unknown_addresses_cost_the_same_work(client, django_assert_max_num_queries):
    """The clock tells nothing either: the mail to an unknown address is rendered, queued and rolled back."""
    UserFactory(email="gudrun@example.org")
    counts = {}
    for address in ("gudrun@example.org", "niemand@example.org"):
        client.cookies.clear()
        with django_assert_max_num_queries(60) as queries:
            client.post(reverse("account_login"), {"email": address})
        counts[address] = [query["sql"].split()[0] for query in queries.captured_queries]

    inserts = [sum(sql == "INSERT" for sql in kinds) for kinds in counts.values()]
    assert inserts[0] - inserts[1] <= 1, counts
    assert abs(len(counts["gudrun@example.org"]) - len(counts["niemand@example.org"])) <= 5, counts


@pytest.mark.parametrize("address", ["gudrun@example.org", "niemand@example.org", "quatsch"])
def test_every_answer_takes_the_same_time_at_least(client, settings, address):
    settings.TAFELRUNDE_LOGIN_ANSWER_SECONDS = 0.4
    UserFactory(email="gudrun@example.org")

    begin = time.monotonic()
    client.post(reverse("account_login"), {"email": address})

    assert time.monotonic() - begin >= 0.4


def test_a_wrong_code_for_an_unknown_address_reads_like_one_for_a_known_address(client, ask_for_code):
    UserFactory(email="gudrun@example.org")
    answers = []
    for address in ("gudrun@example.org", "niemand@example.org"):
        client.cookies.clear()
        ask_for_code(address)
        responses = [client.post(reverse(CONFIRM), {"code": code}) for code in ("-", "0000-0000")]
        answers.extend(visible_text(response, address) for response in responses)

    assert answers[:2] == answers[2:]


def test_a_code_is_void_after_three_wrong_ones(client, ask_for_code, mailed_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")
    for _ in range(3):
        response = client.post(reverse(CONFIRM), {"code": "0000-0000"})

    assert response.url == reverse("account_login")
    client.post(reverse(CONFIRM), {"code": mailed_code()})
    assert "_auth_user_id" not in client.session


def test_a_code_is_void_after_a_quarter_of_an_hour(client, ask_for_code, mailed_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        client.post(reverse(CONFIRM), {"code": mailed_code()})

    assert "_auth_user_id" not in client.session


def test_a_code_works_only_in_the_browser_that_asked_for_it(client, ask_for_code, mailed_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")
    code = mailed_code()
    client.cookies.clear()

    assert client.post(reverse(CONFIRM), {"code": code}).url == reverse("account_login")


def test_nobody_is_buried_in_codes(client, ask_for_code):
    UserFactory(email="gudrun@example.org")
    for _ in range(5):
        client.cookies.clear()
        ask_for_code("gudrun@example.org")

    assert OutboxMessage.objects.count() == 3


def test_the_limit_is_the_same_for_unknown_addresses(client, ask_for_code):
    for _ in range(3):
        client.cookies.clear()
        ask_for_code("niemand@example.org")
    client.cookies.clear()

    assert "Zu viele Versuche" in ask_for_code("niemand@example.org").content.decode()


def test_an_inactive_account_gets_no_code(ask_for_code):
    UserFactory(email="gudrun@example.org", is_active=False)

    ask_for_code("gudrun@example.org")

    assert not OutboxMessage.objects.exists()


def test_the_mail_is_short_and_has_no_link(ask_for_code, mailed_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")
    message = OutboxMessage.objects.get()
    text = text_of(message)

    assert message.subject == "Ihr Code zum Anmelden"
    assert mailed_code() in text
    assert "http" not in text
    assert len(text) < 400
    assert not message.private.get("html")


def test_the_mail_is_dropped_when_it_would_come_too_late(ask_for_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")
    message = OutboxMessage.objects.get()

    assert message.expires_at - timezone.now() <= dt.timedelta(minutes=15)


def test_a_security_notice_outlives_the_login_code(client):
    """What happened to an account stays worth knowing while the mail server is down."""
    user = UserFactory(email="koordination@example.org", roles=(Role.COORDINATOR,))
    user.set_password("ein-langes-passwort-4711")
    user.save()
    client.post(reverse("account_password_login"), {"login": user.email, "password": "ein-langes-passwort-4711"})
    data = {"oldpassword": "ein-langes-passwort-4711", "password1": "ein-neues-passwort-0815"}
    client.post(reverse("account_change_password"), {**data, "password2": data["password1"]})
    message = OutboxMessage.objects.get()

    assert "Das Passwort wurde geändert." in text_of(message)
    assert message.expires_at - timezone.now() > dt.timedelta(hours=1)


def test_staff_never_sees_the_code_in_the_log(ask_for_code, mailed_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")
    message = OutboxMessage.objects.get()

    assert mailed_code() not in message.text + message.html + message.subject


def test_login_page_asks_for_the_address_and_nothing_else(client):
    html = client.get(reverse("account_login")).content.decode()

    assert re.findall(r'<input[^>]+type="(\w+)"', html.split("<main", 1)[1].split("</main>")[0]) == ["hidden", "email"]
    assert "Wir senden Ihnen einen Code" in html


def test_logging_out_takes_a_post_and_ends_the_session(client):
    client.force_login(UserFactory())
    key = client.session.session_key

    client.get(reverse("account_logout"))
    assert Session.objects.filter(pk=key).exists()
    client.post(reverse("account_logout"))

    assert not Session.objects.filter(pk=key).exists()
    assert client.get(reverse("tafelrunde_site:account")).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, method):
    data = {"email": "neu@example.org", "password1": "ein-langes-passwort-4711"}
    response = getattr(client, method)(reverse("account_signup"), data)

    assert "Hier registriert sich niemand selbst" in response.content.decode()
    assert not User.objects.exists()


def test_a_wrong_password_reads_the_same_for_known_and_unknown_addresses(client):
    user = UserFactory(email="gudrun@example.org")
    user.set_password("ein-langes-passwort-4711")
    user.save()
    pages = [
        visible_text(client.post(reverse("account_password_login"), {"login": address, "password": "falsch"}), address)
        for address in ("gudrun@example.org", "niemand@example.org")
    ]

    assert pages[0] == pages[1]
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in pages[0]


def test_passwords_cannot_be_tried_out(client):
    user = UserFactory(email="gudrun@example.org")
    user.set_password("ein-langes-passwort-4711")
    user.save()
    for _ in range(5):
        client.post(reverse("account_password_login"), {"login": user.email, "password": "falsch"})

    client.post(reverse("account_password_login"), {"login": user.email, "password": "ein-langes-passwort-4711"})

    assert "_auth_user_id" not in client.session


def test_many_attempts_from_one_address_are_put_off_in_words(client):
    for number in range(31):
        data = {"login": f"person{number}@example.org", "password": "geraten"}
        response = client.post(reverse("account_password_login"), data)

    assert response.status_code == 429
    assert "Zum Schutz aller Konten machen wir einige Minuten Pause." in response.content.decode()


def test_a_session_ends_with_the_browser(client, ask_for_code, mailed_code):
    UserFactory(email="gudrun@example.org")
    ask_for_code("gudrun@example.org")
    response = client.post(reverse(CONFIRM), {"code": mailed_code()})
    cookie = response.cookies["sessionid"]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")
