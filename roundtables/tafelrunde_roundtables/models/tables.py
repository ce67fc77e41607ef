"""Round tables and the seats at them. A seat belongs to an institution (law 12: seats are never public by default)."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Occurrence
from tafelrunde_members.models import Organisation, Person, Region, Sector
from tafelrunde_members.models.validity import ValidityModel, ValidityQuerySet
from tafelrunde_roundtables.enums import MEETING_STATUSES, SeatRole, TableLevel, TableStatus


class RoundTableQuerySet(models.QuerySet["RoundTable"]):
    """Queries for round tables."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the tables the user may know: listed ones, one's own, and all for the network's coordination."""
        from tafelrunde_roundtables.permissions import table_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(table_scope(user))

    def managed_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the tables whose seats, meetings and answers the user works with (law 13)."""
        from tafelrunde_roundtables.permissions import managed_table_scope  # noqa: PLC0415 (as above)

        return self.filter(managed_table_scope(user))

    def listed(self) -> Self:
        """Return tables that the public site may name."""
        return self.filter(listed=True)

    def with_next_public_date(self) -> Self:
        """Add `next_public_start` (UTC) of the next meeting that everybody may know of and that takes place."""
        dates = Occurrence.objects.public().upcoming().exclude(status=EventStatus.CANCELLED)
        starts = dates.filter(event__meeting__table=OuterRef("pk")).values("start")
        return self.annotate(next_public_start=Subquery(starts[:1]))


class RoundTable(models.Model):
    """A body that meets: municipal round table, regional network or the state-wide network."""

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address part"), max_length=120, unique=True)
    level = models.CharField(_("level"), max_length=16, choices=TableLevel.choices, default=TableLevel.MUNICIPALITY)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    regions = models.ManyToManyField(Region, related_name="round_tables", blank=True, verbose_name=_("regions"))
    convener = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="convened_tables",
        verbose_name=_("convened by"),
    )
    aim = models.TextField(_("aim"), blank=True)
    rhythm = models.CharField(_("rhythm"), max_length=120, blank=True, help_text=_("For example: four times a year."))
    status = models.CharField(_("status"), max_length=12, choices=TableStatus.choices, default=TableStatus.ACTIVE)
    role_email = models.EmailField(
        _("role mailbox"), blank=True, help_text=_("Answers to invitations go there; never a person's own address.")
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice period in days"), default=14, help_text=_("The form warns when a meeting is called later than that.")
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
        help_text=_("How many institutions must be present to decide. Empty: the table has no such rule."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("reminds those who have not answered, days before"),
        null=True,
        blank=True,
        help_text=_("Set for each new meeting; empty: no automatic reminder."),
    )
    listed = models.BooleanField(
        _("publicly listed"), default=True, help_text=_("Whether the public site names this table at all.")
    )
    members_public = models.BooleanField(
        _("institutions are public"),
        default=False,
        help_text=_("Shows the institutions (never people) on the public page. All institutions must have agreed."),
    )
    show_sectors = models.BooleanField(
        _("sectors are public"),
        default=False,
        help_text=_("Shows on the public page which sectors are represented and which are missing, without any name."),
    )
    coordinators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="coordinated_tables",
        blank=True,
        verbose_name=_("coordinators"),
    )

    objects = RoundTableQuerySet.as_manager()

    # The index of references would tell who sits where, to everybody who may open a "used in" page (law 11).
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name"]
        verbose_name = _("round table")
        verbose_name_plural = _("round tables")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the table by its slug; forwards to its public page where there is one."""
        return reverse("tafelrunde_roundtables:table", args=[self.slug])

    @property
    def convenes(self) -> bool:
        """Whether the table meets at present; a resting or closed one shows no dates."""
        return self.status in MEETING_STATUSES

    def clean(self) -> None:
        """Refuse a table that is part of itself."""
        super().clean()
        ancestor = self.parent
        while ancestor is not None:
            if self.pk is not None and ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A round table cannot be part of itself.")})
            ancestor = ancestor.parent


class SeatQuerySet(ValidityQuerySet):
    """Queries for seats."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return seats of the tables the user coordinates; a seat is confidential (law 11)."""
        return self.filter(table__in=RoundTable.objects.managed_by(user))

    def holders(self) -> Q:
        """Return the condition over `Person` for the delegates and deputies of these seats."""
        return Q(pk__in=self.values("delegate")) | Q(pk__in=self.values("deputy"))


class Seat(ValidityModel):
    """An institution's place at a table, with delegate and deputy; kept after its end as history."""

    table = models.ForeignKey(RoundTable, models.CASCADE, related_name="seats", verbose_name=_("round table"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats", verbose_name=_("organisation"))
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="seats", verbose_name=_("sector of society"))
    delegate = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name=_("delegate")
    )
    deputy = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="deputy_seats", verbose_name=_("deputy")
    )
    role = models.CharField(_("role"), max_length=12, choices=SeatRole.choices, default=SeatRole.MEMBER)

    objects = SeatQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta(ValidityModel.Meta):
        ordering = ["sector__position", "organisation__name"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            *ValidityModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["table", "organisation"],
                condition=Q(valid_until__isnull=True),
                name="seat_one_open_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    @property
    def holder_ids(self) -> frozenset[int]:
        """Primary keys of those who hold the seat; nobody where it is vacant."""
        return frozenset(pk for pk in (self.delegate_id, self.deputy_id) if pk is not None)

    def clean(self) -> None:
        """Refuse a deputy who is the delegate."""
        super().clean()
        if self.delegate is not None and self.delegate == self.deputy:
            raise ValidationError({"deputy": _("Delegate and deputy must be two people.")})
