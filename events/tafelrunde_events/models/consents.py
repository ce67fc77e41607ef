"""What people are asked to agree to when they register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentText(models.Model):
    """A text that people agree to. Changing its wording makes a new version; what was agreed to keeps its own words."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("For staff; not shown in the form."))
    wording = models.TextField(_("wording"), max_length=2000, help_text=_("Stands beside the box to be ticked."))
    required = models.BooleanField(
        _("required"), default=False, help_text=_("Without it nobody can register. Consent to photos never is.")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return self.name
