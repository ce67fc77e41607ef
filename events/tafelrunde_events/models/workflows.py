"""Steps of Wagtail's workflows."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState

from tafelrunde_members.permissions import AnyUser

#: What differs between two revisions although nobody changed anything.
_BOOKKEEPING = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes"}


def _last_author(revision: Revision | None) -> Any:
    """Return the key of who changed something last.

    Wagtail's editor stores a revision also when somebody approves there without having changed anything.
    """
    while revision is not None and (previous := revision.get_previous()) is not None:
        if _facts(revision) != _facts(previous):
            break
        revision = previous
    return revision.user_id if revision is not None else None


def _facts(revision: Revision) -> dict[str, Any]:
    return {name: value for name, value in revision.content.items() if name not in _BOOKKEEPING}


class SecondPersonTask(AbstractGroupApprovalTask):
    """Somebody else of a group approves: whoever submitted the draft, or changed it last, cannot.

    That holds for administrators, too. Those who may publish in a section need no approval there: Wagtail's rights on
    pages say who that is.
    """

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    @classmethod
    def get_description(cls) -> str | Promise:
        """Say what the step does where workflows are put together."""
        return _("Another member of the chosen groups approves than the one who submitted or last changed the draft")

    def is_own_work(self, obj: Any, user: AnyUser) -> bool:
        """Tell whether the user submitted the draft or changed it last."""
        state = obj.current_workflow_state
        return state is not None and user.pk in {state.requested_by_id, _last_author(obj.latest_revision)}

    def get_actions(self, obj: Any, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:
        """Offer nothing for one's own draft; Wagtail refuses what is not offered."""
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        return [] if self.is_own_work(obj, user) else actions

    def on_action(self, task_state: TaskState, user: AbstractBaseUser, action_name: str, **kwargs: Any) -> None:
        """Leave the draft as it is where somebody changed it and approves it in one go: the change is theirs."""
        obj: Model = task_state.workflow_state.content_object
        if action_name != "approve" or not self.is_own_work(obj, user):
            super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: AbstractBaseUser, **kwargs: Any) -> QuerySet[TaskState]:
        """Leave one's own drafts out of what waits for the user on the home page."""
        states: QuerySet[TaskState] = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user.pk).exclude(revision__user=user.pk)
