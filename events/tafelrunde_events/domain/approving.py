"""What the end of a workflow does, as the site's WAGTAIL_FINISH_WORKFLOW_ACTION.

Wagtail imports this module while its own models are being loaded: it imports none itself.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import WorkflowState


def publish_approved(workflow_state: "WorkflowState", user: "AbstractBaseUser | None" = None) -> None:
    """Publish what was approved.

    Where a second person approved, the approval itself is the right to publish. Wagtail asks by default whether the
    approver may publish alone as well; but whoever may needs no second person for drafts of their own.
    """
    from tafelrunde_events.models import SecondPersonTask  # noqa: PLC0415 (see above)

    state = workflow_state.current_task_state
    approved_by_two = state is not None and isinstance(state.task.specific, SecondPersonTask)
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=approved_by_two)
