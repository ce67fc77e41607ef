"""What feeds and embedded calendars remember about themselves."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from tafelrunde_events.domain.origins import OriginError, split_origins


class CalendarChange(models.Model):
    """One change of what the public calendar says, written in the transaction that made it.

    Rows are only counted: whatever feeds say follows from how many there are and which is the newest
    (`tafelrunde_events.domain.versions`). Rows instead of one counter, so that two changes never wait for each other.
    """

    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)
    kept_since = models.DateField(
        _("feeds begin on"),
        null=True,
        blank=True,
        help_text=_("Dates that ended before are no longer in feeds; set where the beginning moved on."),
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of the calendar")
        verbose_name_plural = _("changes of the calendar")

    def __str__(self) -> str:
        return f"#{self.pk}"


@register_setting(icon="calendar-alt")
class CalendarSettings(BaseSiteSetting):
    """Where the calendar of a site may be shown."""

    embedding_origins = models.TextField(
        _("websites that may embed the calendar"),
        blank=True,
        help_text=_("One address a line, for example https://www.example.org. Empty: none."),
    )

    panels = [FieldPanel("embedding_origins")]

    class Meta:
        verbose_name = _("calendar on other websites")
        verbose_name_plural = _("calendar on other websites")

    @classmethod
    def origins_of(cls, site: Site | None) -> list[str]:
        """Return the websites that may embed the calendar of a site; unlike `for_site` this stores nothing (law 8)."""
        settings = cls.objects.filter(site=site).first() if site else None
        return settings.origins if settings else []

    @property
    def origins(self) -> list[str]:
        """The websites in the form that browsers compare: scheme, host and port."""
        return split_origins(self.embedding_origins)

    def clean(self) -> None:
        """Refuse a line that is no address of a website, and tell which."""
        super().clean()
        try:
            split_origins(self.embedding_origins)
        except OriginError as error:
            message = _("“%(line)s” is not the address of a website. An example of one is https://www.example.org.")
            raise ValidationError({"embedding_origins": message % {"line": error.line}}) from error
