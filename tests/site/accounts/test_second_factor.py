"""Staff and the second factor: nothing in the admin before it, asked for at each login, hard to take over."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.urls import reverse
from django.utils import timezone

from tafelrunde_members.enums import Role
from tafelrunde_members.models.mail import OutboxMessage
from tafelrunde_site.accounts import secrets
from tafelrunde_site.accounts.checks import second_factor_is_required
from tests.factories.accounts import give_second_factor, present_code
from tests.factories.members import UserFactory
from tests.site.accounts.conftest import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort-4711"


@pytest.fixture(autouse=True)
def _second_factor_required(settings):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def coordinator():
    return UserFactory(email="koordination@example.org", roles=(Role.COORDINATOR,))


def log_in_by_code(client, user, mailed_code, **kwargs):
    client.post(reverse("account_login"), {"email": user.email})
    return client.post(reverse("account_confirm_login_code"), {"code": mailed_code()}, **kwargs)


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize(
    "path", ["/verwaltung/", "/verwaltung/account/", "/verwaltung/reports/site-history/", "/verwaltung/x/"]
)
def test_staff_without_a_second_factor_gets_to_the_set_up_page_only(client, coordinator, path, method):
    client.force_login(coordinator)

    assert getattr(client, method)(path).url == reverse("mfa_index")
    assert (
        "Die Verwaltung öffnet sich, sobald Ihr Konto doppelt geschützt ist."
        in client.get(reverse("mfa_index")).content.decode()
    )


@pytest.mark.parametrize("facts", [{"is_superuser": True}, {"is_staff": True}, {"roles": (Role.TRAINING_EDITOR,)}])
def test_it_is_asked_of_everybody_with_rights(client, facts):
    client.force_login(UserFactory(**facts))

    assert client.get("/verwaltung/").url == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_factor(client, coordinator):
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    client.force_login(coordinator)

    assert client.get("/verwaltung/").url == reverse("mfa_index")


def test_with_a_second_factor_the_admin_opens(client, coordinator):
    secret = give_second_factor(coordinator)
    client.force_login(coordinator)

    asked = client.get("/verwaltung/account/?x=1")
    assert asked.url == f"{reverse('mfa_reauthenticate')}?next=%2Fverwaltung%2Faccount%2F%3Fx%3D1"
    response = client.post(asked.url, {"code": present_code(secret)})

    assert response.url == "/verwaltung/account/?x=1"
    assert client.get("/verwaltung/").status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_session_that_never_gave_it_opens_nothing(client, coordinator, method):
    """One from before the factor was set up in another browser, or one that came in by some other way."""
    coordinator.set_password(PASSWORD)
    coordinator.save()
    client.force_login(coordinator)
    give_second_factor(coordinator)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    response = getattr(client, method)("/verwaltung/account/")

    assert response.url.startswith(f"{reverse('mfa_reauthenticate')}?next=%2Fverwaltung%2F")


def test_a_passkey_is_asked_for_where_there_is_nothing_else(client, coordinator):
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.WEBAUTHN, data={"credential": {}})
    client.force_login(coordinator)

    assert client.get("/verwaltung/").url == f"{reverse('mfa_reauthenticate_webauthn')}?next=%2Fverwaltung%2F"


def test_members_are_not_asked_for_one(client):
    client.force_login(UserFactory())

    assert client.get(reverse("tafelrunde_site:account")).status_code == 200
    assert client.get("/verwaltung/").status_code == 404


def test_an_installation_may_do_without_and_tells_those_who_can_change_it(client, coordinator, settings):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = False
    note = "Ein zweiter Faktor ist auf dieser Installation nicht vorgeschrieben."

    client.force_login(coordinator)
    assert note not in client.get("/verwaltung/").content.decode()
    client.force_login(UserFactory(is_superuser=True))
    assert note in client.get("/verwaltung/").content.decode()


def test_where_it_is_required_the_admin_says_nothing(client, coordinator):
    secret = give_second_factor(coordinator)
    client.force_login(coordinator)
    client.post(reverse("mfa_reauthenticate"), {"code": present_code(secret)})

    assert "nicht vorgeschrieben" not in client.get("/verwaltung/").content.decode()


@pytest.mark.parametrize(("required", "warnings"), [(True, []), (False, ["tafelrunde_site.W001"])])
def test_a_deployment_without_it_is_warned_about(settings, required, warnings):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = required

    assert [message.id for message in second_factor_is_required()] == warnings


def test_a_login_by_code_asks_for_the_second_factor(client, coordinator, mailed_code):
    secret = give_second_factor(coordinator)

    response = log_in_by_code(client, coordinator, mailed_code)
    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    response = client.post(reverse("mfa_authenticate"), {"code": present_code(secret)})

    assert response.url == reverse("wagtailadmin_home")
    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_a_login_by_password_asks_for_the_second_factor(client, coordinator):
    give_second_factor(coordinator)
    coordinator.set_password(PASSWORD)
    coordinator.save()

    response = client.post(reverse("account_password_login"), {"login": coordinator.email, "password": PASSWORD})

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_a_wrong_second_factor_opens_nothing(client, coordinator, mailed_code):
    give_second_factor(coordinator)
    log_in_by_code(client, coordinator, mailed_code)

    page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()

    assert "Dieser Code stimmt nicht." in page
    assert "_auth_user_id" not in client.session


def test_second_factors_cannot_be_tried_out(client, coordinator, mailed_code):
    secret = give_second_factor(coordinator)
    log_in_by_code(client, coordinator, mailed_code)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(reverse("mfa_authenticate"), {"code": present_code(secret)})

    assert "_auth_user_id" not in client.session


def test_a_code_of_the_app_works_once(client, coordinator, mailed_code):
    secret = give_second_factor(coordinator)
    code = present_code(secret)
    log_in_by_code(client, coordinator, mailed_code)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    log_in_by_code(client, coordinator, mailed_code)

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_right_after_logging_in(client, coordinator, mailed_code):
    log_in_by_code(client, coordinator, mailed_code)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<p class="address">(\w+)</p>', page).group(1)

    response = client.post(reverse("mfa_activate_totp"), {"code": present_code(secret)})

    assert response.url == reverse("mfa_view_recovery_codes")
    assert len(re.findall("<code>", client.get(response.url).content.decode())) == 10
    assert client.get("/verwaltung/").status_code == 200
    assert "Eine Authenticator-App wurde eingerichtet." in text_of(OutboxMessage.objects.latest("pk"))


def test_a_browser_left_open_cannot_be_given_a_second_factor(client, coordinator, mailed_code):
    """Without password and second factor there is nothing to re-authenticate with: allauth would let it pass."""
    log_in_by_code(client, coordinator, mailed_code)

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_set_password"):
            response = client.get(reverse(name))
            assert response.status_code == 403
            assert "Bitte melden Sie sich noch einmal an" in response.content.decode()
            assert client.post(reverse(name), {"code": "123456"}).status_code == 403

    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "name", ["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"]
)
def test_changes_ask_for_the_second_factor_again(client, coordinator, name):
    give_second_factor(coordinator)
    Authenticator.objects.create(
        user=coordinator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": secrets.encrypt("x"), "used_mask": 0}
    )
    client.force_login(coordinator)

    response = client.get(reverse(name))

    assert response.url.startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.count() == 2


def test_recovery_codes_can_be_seen_and_downloaded_after_confirming(client, coordinator):
    secret = give_second_factor(coordinator)
    client.force_login(coordinator)
    client.post(reverse("mfa_reauthenticate"), {"code": present_code(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))

    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    download = client.get(reverse("mfa_download_recovery_codes")).content.decode()

    codes = re.findall(r"<code>(\d{8})</code>", page)
    assert len(codes) == 10
    assert download.split() == codes


def test_a_recovery_code_opens_the_account_once(client, coordinator, mailed_code):
    secret = give_second_factor(coordinator)
    client.force_login(coordinator)
    client.post(reverse("mfa_reauthenticate"), {"code": present_code(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    code = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()[0]

    logins = []
    for _ in range(2):
        client.post(reverse("account_logout"))
        log_in_by_code(client, coordinator, mailed_code)
        client.post(reverse("mfa_authenticate"), {"code": code})
        logins.append("_auth_user_id" in client.session)

    assert logins == [True, False]


def test_the_seed_is_stored_encrypted(coordinator):
    secret = give_second_factor(coordinator)

    assert secret not in str(Authenticator.objects.get().data)


def test_seeds_survive_a_change_of_the_secret_key(settings):
    stored = secrets.encrypt("Saat")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "ein ganz anderer Schluessel"

    assert secrets.decrypt(stored) == "Saat"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        secrets.decrypt(stored)


@pytest.mark.parametrize("name", ["account_change_password", "account_set_password"])
def test_passwords_are_for_staff(client, mailed_code, name):
    member = UserFactory()
    log_in_by_code(client, member, mailed_code)

    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404
    member.refresh_from_db()
    assert not member.has_usable_password()


def test_staff_sets_and_changes_a_password(client, coordinator, mailed_code):
    log_in_by_code(client, coordinator, mailed_code)

    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    coordinator.refresh_from_db()
    assert coordinator.check_password(PASSWORD)

    page = client.post(
        reverse("account_change_password"), {"oldpassword": "falsch", "password1": "a", "password2": "b"}
    ).content.decode()
    assert "Bitte geben Sie Ihr derzeitiges Passwort ein." in page
    new = {"oldpassword": PASSWORD, "password1": f"{PASSWORD}!", "password2": f"{PASSWORD}!"}
    assert client.post(reverse("account_change_password"), new).url == reverse("tafelrunde_site:account")
    coordinator.refresh_from_db()
    assert coordinator.check_password(f"{PASSWORD}!")


@pytest.mark.parametrize("typed", ["a", "zwei-verschiedene"])
def test_messages_say_sie(client, coordinator, mailed_code, typed):
    log_in_by_code(client, coordinator, mailed_code)

    page = client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": typed}).content.decode()

    assert "Bitte geben Sie beide Male dasselbe Passwort ein." in page
    assert not re.search(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b", page)
