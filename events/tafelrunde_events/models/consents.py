"""What people are asked to agree to when they register."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.enums import EDITING_ROLES
from tafelrunde_members.permissions import AnyUser, has_role, is_superuser


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Queries for consent texts."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return the texts that the user keeps: all of them for those who publish trainings."""
        is_editor = is_superuser(user) or any(has_role(user, role) for role in EDITING_ROLES)
        return self if is_editor else self.none()


class ConsentText(models.Model):
    """A text that people agree to. Changing its wording makes a new version; what was agreed to keeps its own words."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("For staff; not shown in the form."))
    wording = models.TextField(_("wording"), max_length=2000, help_text=_("Stands beside the box to be ticked."))
    required = models.BooleanField(
        _("required"), default=False, help_text=_("Without it nobody can register. Consent to photos never is.")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ConsentTextQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return self.name
