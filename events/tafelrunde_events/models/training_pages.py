"""Pages of trainings, and the section that they stand in."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from tafelrunde_events.enums import AccessFact, Audience, Booking, EventKind, Format, Level, TeachingLanguage, Trait
from tafelrunde_events.forms.pages import CopyWithoutAliasForm
from tafelrunde_events.models.choice_list import ChoiceListField
from tafelrunde_events.models.consents import ConsentText
from tafelrunde_events.models.pages import BODY_FEATURES, BaseEventPage, BasePageOrganiser
from tafelrunde_events.models.terms import RegistrationTerms
from tafelrunde_members.models import Organisation, Person, Region


class TrainingIndexPage(Page):
    """The catalogue: a section that lists the trainings of the whole site, with filters."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)

    template = "tafelrunde_events/training_index_page.html"
    subpage_types = ["tafelrunde_events.TrainingPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields: ClassVar[list[index.BaseField]] = [*Page.search_fields, index.SearchField("intro")]
    copy_form_class = CopyWithoutAliasForm

    class Meta:
        verbose_name = _("catalogue of trainings")
        verbose_name_plural = _("catalogues of trainings")


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
    registration_url = models.URLField(
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
    content_panels = [
        *BaseEventPage.content_panels[:4],
        MultiFieldPanel(
            [
                FieldPanel("audiences"),
                FieldPanel("topics"),
                FieldRowPanel([FieldPanel("format"), FieldPanel("level")]),
                FieldRowPanel([FieldPanel("fee_note"), FieldPanel("booking")]),
            ],
            heading=_("Training"),
        ),
        *BaseEventPage.content_panels[4:],
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BaseEventPage.search_fields,
        index.RelatedFields("topics", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")

    @property
    def booking_state(self) -> str:
        """The booking state as the editors set it; where registration is on this site, it is worked out instead."""
        return self.booking

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
