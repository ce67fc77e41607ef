"""Secret addresses: made once per form, stored as a hash, limited in number, ended one by one."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.models import model_to_dict
from django.utils import timezone

from tafelrunde_events.domain.subscriptions.feeds import (
    DEVICE_LIMIT,
    EXPLAINED,
    add_device,
    end_device,
    find_feed,
    forget_ended_feeds,
    new_form_key,
    personal_address,
)
from tafelrunde_events.models import PersonalFeed
from tafelrunde_members.domain.mail import hash_token
from tafelrunde_site.logs import redact
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def test_the_token_is_long_and_only_its_hash_is_stored(user):
    token = add_device(user, name=" Telefon ", form_key=new_form_key())

    assert len(token) == 43  # 256 bits
    feed = PersonalFeed.objects.get()
    assert (feed.name, feed.token_hash) == ("Telefon", hash_token(token))
    assert token not in str(model_to_dict(feed)) + str(feed) + str(connection.queries)
    assert find_feed(token) == feed


def test_tokens_are_redacted_in_logs(user):
    path = urlsplit(personal_address(add_device(user, name="Telefon", form_key=new_form_key()))).path

    assert redact(f"Not Found: {path}") == "Not Found: /kalender/abo/….ics"


def test_the_same_form_makes_one_device(user):
    key = new_form_key()
    add_device(user, name="Telefon", form_key=key)

    with pytest.raises(ValidationError) as refused:
        add_device(user, name="Anders", form_key=key)

    assert refused.value.code == "used"
    assert PersonalFeed.objects.count() == 1


def test_the_key_of_a_form_is_no_use_to_others(user):
    key = new_form_key()

    assert add_device(user, name="Telefon", form_key=key) != add_device(UserFactory(), name="Telefon", form_key=key)


def test_ended_devices_make_room_for_others(user):
    for _number in range(DEVICE_LIMIT):
        add_device(user, name="Telefon", form_key=new_form_key())
    with pytest.raises(ValidationError) as refused:
        add_device(user, name="Telefon", form_key=new_form_key())
    assert refused.value.code == "limit"

    add_device(UserFactory(), name="Telefon", form_key=new_form_key())
    end_device(PersonalFeed.objects.filter(user=user).first())
    add_device(user, name="Telefon", form_key=new_form_key())


def test_ending_twice_keeps_the_first_moment(user):
    add_device(user, name="Telefon", form_key=new_form_key())
    feed = PersonalFeed.objects.get()
    end_device(feed)
    moment = PersonalFeed.objects.get().revoked_at
    end_device(feed)
    assert PersonalFeed.objects.get().revoked_at == moment


def test_only_devices_that_ended_long_ago_are_forgotten(user):
    tokens = [add_device(user, name=name, form_key=new_form_key()) for name in ("alt", "neu", "in Gebrauch")]
    old, new, _used = PersonalFeed.objects.order_by("pk")
    end_device(old, now=timezone.now() - EXPLAINED)
    end_device(new, now=timezone.now() - EXPLAINED + dt.timedelta(hours=1))

    assert find_feed(tokens[0]) is None
    assert find_feed(tokens[1]) == new
    assert forget_ended_feeds() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert forget_ended_feeds() == 1
    assert PersonalFeed.objects.get().name == "in Gebrauch"


def test_others_do_not_learn_who_subscribes(user):
    add_device(user, name="Telefon", form_key=new_form_key())

    assert not PersonalFeed.objects.visible_to(UserFactory(is_superuser=True)).exists()
    assert PersonalFeed.objects.visible_to(user).exists()
