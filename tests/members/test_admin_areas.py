"""Which addresses of the admin somebody is offered."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import get_script_prefix, reverse, set_script_prefix

from tafelrunde_members.admin_areas import may_visit
from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory


@pytest.fixture(params=["/", "/netzwerk/"])
def script_prefix(request):
    """Let the site live at the root of its host, and below a folder."""
    before = get_script_prefix()
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix(before)


@pytest.mark.django_db
def test_areas_are_offered_wherever_the_site_lives(script_prefix):
    keeper, editor = UserFactory(roles=(Role.NETWORK_COORDINATOR,)), UserFactory(roles=(Role.TRAINING_EDITOR,))
    outbox = reverse("tafelrunde_members_outbox:index")
    assert outbox.startswith(script_prefix)
    assert may_visit(keeper, outbox)
    assert not may_visit(editor, outbox)
    assert not may_visit(AnonymousUser(), outbox)
    assert not may_visit(keeper, f"{reverse('wagtailadmin_home')}no-such-address/")
