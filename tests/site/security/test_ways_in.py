"""No way into an account passes the second factor and the limits on attempts by, in whichever language."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.views import LoginView
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation

from tests.factories.members import UserFactory

PASSWORD = "ein-langes-passwort-4711"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def addresses(language: str, resolver: URLResolver | None = None, route: str = "/") -> Iterator[str]:
    """Yield the fixed addresses of the site in a language."""
    with translation.override(language):
        for pattern in (resolver or get_resolver()).url_patterns:
            path = route + str(pattern.pattern).lstrip("^")
            if isinstance(pattern, URLResolver):
                yield from addresses(language, pattern, path)
            elif isinstance(pattern, URLPattern) and "<" not in path and "(" not in path:
                yield path.rstrip("$")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_address_leads_to_a_login_without_second_factor(language):
    # Earlier tests may have left another language, in which these addresses lead nowhere.
    with translation.override(language):
        found = list(addresses(language))
        assert reverse("account_password_login") in found
        views = {address: getattr(resolve(address).func, "view_class", None) for address in found}

    assert [one for one, view in views.items() if view is not None and issubclass(view, LoginView)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_wagtails_login_for_visitors_opens_nothing(client, prefix):
    user = UserFactory(is_superuser=True, is_staff=True)
    user.set_password(PASSWORD)
    user.save()

    response = client.post(f"{prefix}/_util/login/", {"username": user.email, "password": PASSWORD})

    assert (response.status_code, response.url) == (302, reverse("account_login"))
    assert "_auth_user_id" not in client.session
