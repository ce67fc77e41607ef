"""Pages of events: editorial faces of facts. They draft what publishing applies (laws 1 and 2)."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import Tag
from wagtail.actions.create_alias import CreatePageAliasIntegrityError
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Locale, Orderable, Page
from wagtail.search import index

from tafelrunde_events import conf, engine
from tafelrunde_events.enums import Booking, EventKind, Trait
from tafelrunde_events.forms.pages import CopyWithoutAliasForm, EventPageForm
from tafelrunde_events.models.events import Event
from tafelrunde_events.models.schedule_field import ScheduleField
from tafelrunde_events.models.terms import RegistrationOffer
from tafelrunde_events.models.venues import Venue
from tafelrunde_events.panels import AppliedDatesPanel, FactRowsPanel, SchedulePanel
from tafelrunde_members.models import Organisation
from tafelrunde_members.models.web_addresses import WebAddressField

#: What the text of an event may hold. Embeds are left out: public pages ask no third party for anything.
BODY_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]


def default_exclusion_clause() -> str:
    """Return the usual sentence by which organisers keep extremists out, in the active language."""
    return gettext(
        "The organisers reserve the right to refuse admission to people who belong to extremist organisations or who "
        "have made racist, antisemitic or other inhuman statements in public, and to exclude them from the event."
    )


class EventIndexPage(Page):
    """A section that lists the dates of the pages below it."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)

    template = "tafelrunde_events/event_index_page.html"
    subpage_types = ["tafelrunde_events.TrainingPage", "tafelrunde_events.EventPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields: ClassVar[list[index.BaseField]] = [*Page.search_fields, index.SearchField("intro")]
    copy_form_class = CopyWithoutAliasForm

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the coming dates that the visitor may see."""
        from tafelrunde_events.presentation import list_dates  # noqa: PLC0415 (it queries models)

        context = super().get_context(request, *args, **kwargs)
        return {**context, **list_dates(self, user=request.user, number=request.GET.get("page"))}


class BaseEventPage(Page):
    """What all pages of events share. Saving a live page applies its draft to the event, in the same transaction.

    All translations of a page share one event. The page that first published it controls its facts and dates; the
    others bring title and text in their language. Sites may build page types of their own on this class; each needs a
    child model of `BasePageOrganiser` under the name `organisers`.
    """

    event_kind: ClassVar[EventKind] = EventKind.EVENT

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("Also stands in calendars."))
    body = RichTextField(_("text"), blank=True, features=BODY_FEATURES)
    schedule = ScheduleField(verbose_name=_("dates"), blank=True)
    zone = models.CharField(
        _("time zone"), max_length=64, default=conf.time_zone, help_text=_("For example: Europe/Berlin.")
    )
    venue = models.ForeignKey(Venue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("venue"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    online_url = WebAddressField(_("online meeting"), blank=True)
    contact_email = models.EmailField(
        _("role mailbox"), blank=True, help_text=_("For questions; never a person's own address.")
    )
    image = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("image")
    )
    exclusion_clause = models.TextField(
        _("exclusion clause"), blank=True, default=default_exclusion_clause, help_text=_("Empty: none is shown.")
    )

    #: Why the page is being unpublished; its event is cancelled with this reason.
    withdrawal_reason: str = ""
    exclude_fields_in_copy = ["schedule"]
    base_form_class = EventPageForm
    copy_form_class = CopyWithoutAliasForm
    parent_page_types = ["tafelrunde_events.EventIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [AppliedDatesPanel(), SchedulePanel("schedule", heading=_("Single dates and series")), FieldPanel("zone")],
            heading=_("Dates"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("venue", help_text=_("New ones are added under “Venues” in the menu.")),
                        FieldPanel("room"),
                    ]
                ),
                FieldPanel("online_url"),
            ],
            heading=_("Place"),
        ),
        FactRowsPanel(
            "organisers",
            heading=_("Organised by"),
            label=_("Organisation"),
            help_text=_("Public pages and calendars name only those that are released in the directory."),
        ),
        FieldPanel("contact_email"),
        FieldPanel("body"),
        FieldPanel("image"),
        FieldPanel("exclusion_clause"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> Any:
        """Store the page; when its content is stored, let the event follow in the same transaction (law 1).

        Drafts are stored in revisions, so that only publishing, unpublishing and code write the content itself.
        """
        from tafelrunde_events.domain.publishing import follow_page  # noqa: PLC0415 (the domain imports models)

        with transaction.atomic():
            result = super().save(clean=clean, user=user, log_action=log_action, **kwargs)
            update_fields = kwargs.get("update_fields")
            if update_fields is None or "live" in update_fields:
                follow_page(self, by=user)
        return result

    def create_alias(self, **_options: Any) -> Any:
        """Refuse: an event is announced in one place, and further pages of it are translations."""
        raise CreatePageAliasIntegrityError(gettext("Pages of events cannot have aliases."))

    def copy_for_translation(
        self, locale: Locale, copy_parents: bool = False, alias: bool = False, exclude_fields: Any = None
    ) -> Any:
        """Begin a translation as a draft, also where a synchronised page tree asks for an alias."""
        del alias
        return super().copy_for_translation(locale, copy_parents=copy_parents, exclude_fields=exclude_fields)

    def drafted_sessions(self) -> list[engine.Session]:
        """Return the complete sessions of the draft; publishing gave every block an id."""
        return [
            block.value.to_session(key=block.id or f"draft-{number}", zone=self.zone)
            for number, block in enumerate(self.schedule)
            if block.value.is_complete
        ]

    def find_event(self) -> Event | None:
        """Return the event of this page and its translations, if it was ever published."""
        return Event.objects.select_related("venue").filter(translation_key=self.translation_key).first()

    @property
    def booking_state(self) -> str | None:
        """The booking state that publishing hands to the event; None where it is worked out."""
        return Booking.NONE

    @property
    def offer(self) -> RegistrationOffer | None:
        """The terms of the registration on this site, as publishing hands them to the event's places."""
        return None

    @property
    def audience_values(self) -> list[str]:
        """Whom it is for, as publishing hands it to the event; nobody named means everybody."""
        return []

    @property
    def topic_tags(self) -> list[Tag]:
        """The topics that publishing hands to the event."""
        return []

    @property
    def trait_values(self) -> list[tuple[Trait, str]]:
        """What else lists can be narrowed by, as publishing hands it to the event."""
        return []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the event's facts as they stand, or as drafted in previews."""
        from tafelrunde_events.presentation import describe_page  # noqa: PLC0415 (it queries models)

        context = super().get_context(request, *args, **kwargs)
        return {**context, **describe_page(self, drafted=getattr(request, "is_preview", False))}


class BasePageOrganiser(Orderable):
    """An organisation that holds the event, in the order to be shown."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.organisation)


class EventPage(BaseEventPage):
    """The page of a public event."""

    template = "tafelrunde_events/event_page.html"

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")


class EventPageOrganiser(BasePageOrganiser):
    """An organisation that holds the event of an `EventPage`."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="organisers", verbose_name=_("page"))

    class Meta(BasePageOrganiser.Meta):
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
