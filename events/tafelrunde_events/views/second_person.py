"""Tells editors on the page of their own draft that somebody else approves it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from tafelrunde_events.models import SecondPersonTask


def explain_own_draft(request: HttpRequest, page: Page) -> None:
    """Say in the editor why nothing can be approved there."""
    if request.method == "GET" and _waits_for_somebody_else(request, page):
        messages.info(
            request,
            gettext(
                "This draft waits for approval. As you submitted it or changed it last, somebody else approves it."
            ),
        )


def explain_own_change(request: HttpRequest, page: Page) -> None:
    """Say after a draft was changed and approved in one go that the change needs another person."""
    approved = request.POST.get("workflow-action-name") == "approve" and "action-workflow-action" in request.POST
    if approved and _waits_for_somebody_else(request, page):
        messages.warning(
            request,
            gettext("Your change was saved, but not approved: as it is yours, somebody else approves it."),
        )


def _waits_for_somebody_else(request: HttpRequest, page: Page) -> bool:
    task: Any = page.current_workflow_task
    return isinstance(task, SecondPersonTask) and task.is_own_work(page, request.user)
