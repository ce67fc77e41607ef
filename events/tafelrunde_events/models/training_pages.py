"""Pages of trainings, and the section that they stand in."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from tafelrunde_events.enums import AccessFact, Audience, Booking, EventKind, Format, Level, TeachingLanguage, Trait
from tafelrunde_events.forms.pages import CopyWithoutAliasForm
from tafelrunde_events.forms.training_pages import TrainingPageForm
from tafelrunde_events.models.choice_list import ChoiceListField
from tafelrunde_events.models.consents import ConsentText
from tafelrunde_events.models.pages import BODY_FEATURES, BaseEventPage, BasePageOrganiser
from tafelrunde_events.models.terms import RegistrationOffer, RegistrationTerms
from tafelrunde_events.models.training_panels import training_edit_handler
from tafelrunde_events.questions import asked_questions
from tafelrunde_members.models import Organisation, Person, Region
from tafelrunde_members.models.web_addresses import WebAddressField


class TrainingIndexPage(Page):
    """The catalogue: a section that lists the trainings of the whole site, with filters."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)

    template = "tafelrunde_events/training_index_page.html"
    paper_template = "tafelrunde_events/catalogue/paper.html"
    subpage_types = ["tafelrunde_events.TrainingPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields: ClassVar[list[index.BaseField]] = [*Page.search_fields, index.SearchField("intro")]
    copy_form_class = CopyWithoutAliasForm

    class Meta:
        verbose_name = _("catalogue of trainings")
        verbose_name_plural = _("catalogues of trainings")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the trainings that the visitor may see, and the filters."""
        from tafelrunde_events.views.catalogue import describe_catalogue  # noqa: PLC0415 (it queries models)

        context = super().get_context(request, *args, **kwargs)
        return {**context, **describe_catalogue(self, request)}

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the template of the list for paper where that was asked for."""
        from tafelrunde_events.views.catalogue import is_for_paper  # noqa: PLC0415 (as above)

        return self.paper_template if is_for_paper(request) else super().get_template(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the catalogue; what only this person may see must not wait in a cache for others."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response


class TrainingTopic(TaggedItemBase):
    """A topic of a training."""

    content_object = ParentalKey("TrainingPage", on_delete=models.CASCADE, related_name="topic_items")


class TrainingPage(RegistrationTerms, BaseEventPage):
    """The page of a training. With `takes_registrations` publishing hands its terms to the event's `Places`."""

    event_kind = EventKind.TRAINING

    audiences = ChoiceListField(_("for whom"), vocabulary=Audience)
    topics = ClusterTaggableManager(
        through=TrainingTopic, blank=True, verbose_name=_("topics"), help_text=_("Separated by commas.")
    )
    goals = RichTextField(_("learning goals"), blank=True, features=BODY_FEATURES)
    prerequisites = models.TextField(_("prerequisites"), blank=True, max_length=600)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, blank=True, default=Level.ANY)
    format = models.CharField(_("format"), max_length=12, choices=Format.choices, default=Format.IN_PERSON)
    languages = ChoiceListField(_("languages"), vocabulary=TeachingLanguage)
    access = ChoiceListField(_("access and support"), vocabulary=AccessFact)
    target_region = models.ForeignKey(
        Region, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("for people from")
    )
    fee_note = models.CharField(_("costs"), max_length=120, blank=True, help_text=_("For example: free of charge."))
    takes_registrations = models.BooleanField(_("registration on this site"), default=False)
    registration_url = WebAddressField(
        _("registration elsewhere"), blank=True, help_text=_("The page of the organiser where one registers.")
    )
    booking = models.CharField(
        _("state of the registration elsewhere"),
        max_length=12,
        choices=Booking.choices,
        default=Booking.NONE,
        blank=True,
    )
    consents = ParentalManyToManyField(ConsentText, blank=True, related_name="+", verbose_name=_("consents asked for"))
    course_key = models.UUIDField(
        _("key of the course"),
        default=uuid.uuid4,
        editable=False,
        db_index=True,
        help_text=_("Shared by all dates of the same training, which link to each other."),
    )

    template = "tafelrunde_events/training_page.html"
    parent_page_types = ["tafelrunde_events.TrainingIndexPage", "tafelrunde_events.EventIndexPage"]
    base_form_class = TrainingPageForm
    exclude_fields_in_copy = [*BaseEventPage.exclude_fields_in_copy, "course_key"]
    edit_handler = training_edit_handler(form_class=TrainingPageForm)
    search_fields: ClassVar[list[index.BaseField]] = [
        *BaseEventPage.search_fields,
        index.SearchField("goals"),
        index.RelatedFields("topics", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the page; a new translation belongs to the course of the page that it translates."""
        if self._state.adding:
            siblings = TrainingPage.objects.filter(translation_key=self.translation_key)
            self.course_key = siblings.values_list("course_key", flat=True).first() or self.course_key
        return super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Restore a revision; to which course the page belongs is no content."""
        page: Self = super().with_content_json(content)
        page.course_key = self.course_key
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how the training stands, who gives it, and its further dates."""
        from tafelrunde_events.training_presentation import describe_training  # noqa: PLC0415 (it queries models)

        context = super().get_context(request, *args, **kwargs)
        drafted = getattr(request, "is_preview", False)
        return {**context, **describe_training(self, context, user=request.user, drafted=drafted)}

    @property
    def booking_state(self) -> str | None:
        """The state that the editors set; None where registration is on this site, and worked out."""
        return None if self.takes_registrations else self.booking

    @property
    def offer(self) -> RegistrationOffer | None:
        """The terms that publishing hands to the event's places."""
        if not self.takes_registrations:
            return None
        return RegistrationOffer(self.terms(), asked_questions(self.questions.all()), list(self.consents.all()))

    @property
    def audience_values(self) -> list[str]:
        """Whom it is for, in the order of the vocabulary."""
        return [value for value in Audience.values if value in self.audiences]

    @property
    def topic_tags(self) -> list[Tag]:
        """The topics as the page has them, stored or drafted."""
        return [item.tag for item in self.topic_items.all()]

    @property
    def trait_values(self) -> list[tuple[Trait, str]]:
        """Format, level, languages, access facts and target region, by which the catalogue narrows."""
        traits = [(Trait.FORMAT, self.format), (Trait.LEVEL, self.level)]
        traits += [(Trait.REGION, self.target_region.key)] if self.target_region else []
        traits += [(Trait.LANGUAGE, value) for value in TeachingLanguage.values if value in self.languages]
        traits += [(Trait.ACCESS, value) for value in AccessFact.values if value in self.access]
        return [(trait, value) for trait, value in traits if value]

    @property
    def audience_labels(self) -> list[str | Promise]:
        """Whom the training is for, in words."""
        return [Audience(value).label for value in self.audiences]

    @property
    def language_labels(self) -> list[str | Promise]:
        """In which languages the training is held, in words."""
        return [TeachingLanguage(value).label for value in self.languages]

    @property
    def access_labels(self) -> list[str | Promise]:
        """What makes it possible to take part, in words."""
        return [AccessFact(value).label for value in self.access]


class TrainingPageOrganiser(BasePageOrganiser):
    """An organisation that holds the training of a `TrainingPage`."""

    page = ParentalKey(TrainingPage, on_delete=models.CASCADE, related_name="organisers", verbose_name=_("page"))

    class Meta(BasePageOrganiser.Meta):
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")


class TrainingPartner(Orderable):
    """An organisation that takes part in holding a training."""

    page = ParentalKey(TrainingPage, on_delete=models.CASCADE, related_name="partners", verbose_name=_("page"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return str(self.organisation)


class TrainingTrainer(Orderable):
    """Who gives a training: somebody who agreed to be named (law 12), or a plain name with its owner's consent."""

    page = ParentalKey(TrainingPage, on_delete=models.CASCADE, related_name="trainers", verbose_name=_("page"))
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("People who agreed to be named as trainers."),
    )
    name = models.CharField(_("or name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=160, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")

    def __str__(self) -> str:
        """Name nobody: the log and the reference index show it."""
        return f"#{self.pk}"


class TrainingDocument(Orderable):
    """A paper of a training: on the page for everybody, or for participants with the thanks."""

    page = ParentalKey(TrainingPage, on_delete=models.CASCADE, related_name="documents", verbose_name=_("page"))
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, models.CASCADE, related_name="+", verbose_name=_("document")
    )
    for_participants = models.BooleanField(
        _("for participants"), default=False, help_text=_("Not on the page, but with the thanks after the training.")
    )

    panels = [FieldPanel("document"), FieldPanel("for_participants")]

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return str(self.document)


class TrainingQuestion(AbstractFormField):
    """A question of the editors in the registration form."""

    page = ParentalKey(TrainingPage, on_delete=models.CASCADE, related_name="questions", verbose_name=_("page"))
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Such as food or access needs: the answers are deleted seven days after the training."),
    )

    panels = [*AbstractFormField.panels, FieldPanel("sensitive")]

    class Meta(AbstractFormField.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
