"""Which websites may embed the calendar: a closed door unless an administrator opens it, and no way into the header."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from tafelrunde_events.domain.origins import OriginError, split_origins
from tafelrunde_events.models import CalendarSettings
from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory

ADMIN = "/verwaltung/settings/tafelrunde_events/calendarsettings/"


def test_origins_are_read_line_by_line_each_once():
    text = "https://www.stadt.example\n\n  HTTPS://WWW.stadt.example/ \r\nhttp://localhost:8001\nhttps://a.example:443"
    assert split_origins(text) == ["https://www.stadt.example", "http://localhost:8001", "https://a.example"]


@pytest.mark.parametrize(
    "line",
    [
        "*",
        "https://*.stadt.example",
        "https:",
        "https://",
        "www.stadt.example",
        "//www.stadt.example",
        "'self'",
        "data:",
        "javascript:alert(1)",
        "ftp://www.stadt.example",
        "https://www.stadt.example/kalender/",
        "https://www.stadt.example?x",
        "https://www.stadt.example#x",
        "https://anna@www.stadt.example",
        "https://anna:geheim@www.stadt.example",
        "https://www.stadt.example:99999",
        "https://www.stadt.example:",
        "https://www.stadt.example; script-src *",
        "https://www.stadt.example;script-src",
        "https://www.stadt.example, https://b.example",
        "https://www.stadt.example https://b.example",
        "https://www.stadt.example\tb",
        "https://[::1]",
        "https://[2001:db8::1]:8000",
        "https://www.schönstadt.example",
        "https://.",
        "https://-a-.example",
    ],
)
def test_what_is_no_website_is_refused(line):
    with pytest.raises(OriginError) as caught:
        split_origins(f"https://a.example\n{line}")
    assert caught.value.line == line


_LETTERS = st.sampled_from([*"a.:/;,'\" *@?#[]%\\-_0\t\r\n\x00\x0b\x85\u2028ü", "https://", "http://", ".example"])


@given(st.lists(_LETTERS, max_size=12).map("".join) | st.text(max_size=40))
def test_whatever_is_entered_ends_up_as_plain_origins_or_not_at_all(text):
    try:
        origins = split_origins(text)
    except OriginError:
        return
    for origin in origins:
        scheme, _slashes, rest = origin.partition("://")
        assert scheme in ("http", "https")
        assert rest
        assert set(rest) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:")
        assert split_origins(origin) == [origin]


def test_the_form_names_the_line_that_is_wrong():
    settings = CalendarSettings(embedding_origins="https://a.example\nhttps://*.b.example")
    with pytest.raises(ValidationError, match=r"https://\*\.b\.example"):
        settings.clean()


@pytest.mark.django_db
def test_administrators_open_the_door_and_nobody_else():
    site = Site.objects.get(is_default_site=True)
    client, others = Client(), [UserFactory(roles=(role,)) for role in Role]
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    address = f"{ADMIN}{site.pk}/"

    assert client.get(address).status_code == 200
    client.post(address, {"embedding_origins": "https://www.stadt.example/"})

    assert CalendarSettings.origins_of(site) == ["https://www.stadt.example"]
    assert ADMIN in client.get(reverse("wagtailadmin_home")).content.decode()
    for user in others:
        client.force_login(user)
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_asking_stores_nothing():
    assert CalendarSettings.origins_of(Site.objects.get(is_default_site=True)) == []
    assert CalendarSettings.origins_of(None) == []
    assert not CalendarSettings.objects.exists()
