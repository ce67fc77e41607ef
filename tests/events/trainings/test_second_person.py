"""Four eyes: whoever submitted a draft or changed it last cannot approve it, on none of Wagtail's ways."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, TaskState, Workflow, WorkflowPage, WorkflowTask

from tafelrunde_events.models import SecondPersonTask, TrainingPage
from tafelrunde_members.enums import Role
from tests.events.trainings.test_checks import form_data
from tests.factories.members import UserFactory
from tests.factories.pages import event_of, make_index, session_block
from tests.factories.trainings import draft_training

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def section():
    """A section in which editors write, and a group of two approves."""
    index = make_index()
    editors = Group.objects.get(name=Role.TRAINING_EDITOR.value)
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=editors, page=index, permission=permission)
    task = SecondPersonTask.objects.create(name="Vier Augen")
    task.groups.set([editors])
    workflow = Workflow.objects.create(name="Freigabe")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=index)
    return index


@pytest.fixture
def anna(section):
    return UserFactory(roles=(Role.TRAINING_EDITOR,))


@pytest.fixture
def bert(section):
    return UserFactory(roles=(Role.TRAINING_EDITOR,))


BLOCK = session_block()


@pytest.fixture
def submitted(section, anna) -> TrainingPage:
    """A draft that Anna submitted in the editor."""
    page = draft_training(BLOCK, parent=section)
    response = signed_in(anna).post(edit_address(page), form_data(BLOCK, slug=page.slug, draft=True, **SUBMIT))
    assert response.status_code == 302
    return TrainingPage.objects.get(pk=page.pk)


SUBMIT = {"action-submit": "action-submit"}
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def edit_address(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def approve_address(page) -> str:
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk), status="in_progress")
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])


def is_live(page) -> bool:
    return TrainingPage.objects.get(pk=page.pk).live


def test_whoever_submitted_cannot_approve(submitted, anna):
    client = signed_in(anna)
    editor = client.get(edit_address(submitted)).content.decode()
    assert "gibt ihn jemand anderes frei" in editor
    assert 'data-workflow-action-name="approve"' not in editor
    client.post(approve_address(submitted))
    client.post(edit_address(submitted), form_data(BLOCK, slug=submitted.slug, draft=True, **APPROVE))
    assert not is_live(submitted)


def test_another_member_of_the_group_approves(submitted, bert):
    client = signed_in(bert)
    assert 'data-workflow-action-name="approve"' in client.get(edit_address(submitted)).content.decode()
    client.post(approve_address(submitted))
    assert is_live(submitted)
    assert event_of(submitted).places.is_open


def test_whoever_changed_the_draft_last_cannot_approve_either(submitted, anna, bert):
    data = form_data(BLOCK, slug=submitted.slug, title="Von Bert geändert", draft=True)
    assert signed_in(bert).post(edit_address(submitted), data).status_code == 302
    signed_in(bert).post(approve_address(submitted))
    signed_in(anna).post(approve_address(submitted))
    assert not is_live(submitted)
    carla = UserFactory(roles=(Role.TRAINING_EDITOR,))
    signed_in(carla).post(approve_address(submitted))
    assert is_live(submitted)
    assert TrainingPage.objects.get(pk=submitted.pk).title == "Von Bert geändert"


def test_changing_and_approving_in_one_go_keeps_the_change_and_waits(submitted, bert):
    data = form_data(BLOCK, slug=submitted.slug, title="Von Bert geändert", draft=True, **APPROVE)
    response = signed_in(bert).post(edit_address(submitted), data, follow=True)
    assert "gespeichert, aber nicht freigegeben" in response.content.decode()
    page = TrainingPage.objects.get(pk=submitted.pk)
    assert (page.live, page.get_latest_revision_as_object().title) == (False, "Von Bert geändert")
    assert page.workflow_in_progress


def test_whoever_stored_a_draft_without_changing_it_may_approve_it(submitted, bert):
    page = TrainingPage.objects.get(pk=submitted.pk).get_latest_revision_as_object()
    page.save_revision(user=bert)

    signed_in(bert).post(approve_address(submitted))

    assert is_live(submitted)


def test_administrators_do_not_approve_their_own_drafts(section):
    boss = UserFactory(is_superuser=True, is_staff=True)
    page = draft_training(BLOCK, parent=section)
    signed_in(boss).post(edit_address(page), form_data(BLOCK, slug=page.slug, draft=True, **SUBMIT))
    signed_in(boss).post(approve_address(page))
    assert not is_live(page)


def test_strangers_to_the_group_approve_nothing(submitted):
    stranger = UserFactory(roles=(Role.COORDINATOR,))
    signed_in(stranger).post(approve_address(submitted))
    assert not is_live(submitted)


def test_the_home_page_asks_others_and_not_whoever_submitted(submitted, anna, bert):
    home = reverse("wagtailadmin_home")
    review = approve_address(submitted)
    assert review in signed_in(bert).get(home).content.decode()
    assert review not in signed_in(anna).get(home).content.decode()
