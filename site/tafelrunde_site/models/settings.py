"""What an installation says about itself on every page: name, colours, contact, pages that law requires."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from tafelrunde_site.domain.colours import (
    HEX_COLOUR,
    Palette,
    derive_palette,
    is_readable_accent,
    is_readable_base,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

is_hex_colour = RegexValidator(rf"^{HEX_COLOUR.pattern}\Z", _("Enter a colour like #0d3b4c."))


def _page_reference(label: "StrOrPromise") -> models.ForeignKey:
    """Return a field that names one page and survives its deletion."""
    return models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=label
    )


@register_setting(icon="site")
class SiteProfile(BaseSiteSetting):
    """Name, colours, contact and fixed pages of one site."""

    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("Stands beside the mark on every page."))
    tagline = models.CharField(_("second line"), max_length=80, blank=True, help_text=_("For example the state."))
    base_colour = models.CharField(
        _("base colour"),
        max_length=7,
        blank=True,
        validators=[is_hex_colour],
        help_text=_("A deep colour that white text stands on, such as #0d3b4c. Empty: the theme's own."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[is_hex_colour],
        help_text=_("A warm colour that text is set in, such as #a84d08. Empty: the theme's own."),
    )
    footer_sentence = models.CharField(_("sentence in the footer"), max_length=200, blank=True)
    contact_address = models.TextField(
        _("postal address"), blank=True, help_text=_("Address of the office, never a private one.")
    )
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("A role mailbox, never a person's address.")
    )
    contact_page = _page_reference(_("contact"))
    imprint_page = _page_reference(_("imprint"))
    privacy_page = _page_reference(_("privacy"))
    accessibility_page = _page_reference(_("accessibility"))
    easy_language_page = _page_reference(_("easy language"))
    sign_language_page = _page_reference(_("sign language"))

    select_related: ClassVar[list[str]] = [
        "site__root_page",
        "contact_page",
        "imprint_page",
        "privacy_page",
        "accessibility_page",
        "easy_language_page",
        "sign_language_page",
    ]
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("footer_sentence")], heading=_("Name")),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_("Colours are only accepted when text can be read in them by people with weak sight.")
                ),
                FieldRowPanel([FieldPanel("base_colour"), FieldPanel("accent_colour")]),
            ],
            heading=_("Colours"),
        ),
        MultiFieldPanel(
            [FieldPanel("contact_address"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [
                PageChooserPanel("contact_page"),
                PageChooserPanel("imprint_page"),
                PageChooserPanel("privacy_page"),
                PageChooserPanel("accessibility_page"),
                PageChooserPanel("easy_language_page"),
                PageChooserPanel("sign_language_page"),
            ],
            heading=_("Fixed pages"),
        ),
    ]

    class Meta:
        verbose_name = _("name, colours and contact")
        verbose_name_plural = _("name, colours and contact")

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """Return the site's profile; one that was never saved is empty and stays unsaved (a GET changes nothing)."""
        if site is None:
            raise cls.DoesNotExist("A profile belongs to a site.")
        return cls.base_queryset().filter(site=site).first() or cls(site=site)

    def clean(self) -> None:
        """Refuse colours that cannot be read. Malformed ones are refused by their validator alone."""
        super().clean()
        errors = {}
        if HEX_COLOUR.fullmatch(self.base_colour) and not is_readable_base(self.base_colour):
            errors["base_colour"] = _(
                "White text cannot be read well on this colour (contrast below 7). Take it darker."
            )
        if HEX_COLOUR.fullmatch(self.accent_colour) and not is_readable_accent(self.accent_colour):
            errors["accent_colour"] = _(
                "Text in this colour cannot be read on sand and white (contrast below 4.5). Take it darker."
            )
        if errors:
            raise ValidationError(errors)

    @property
    def display_name(self) -> str:
        """The name shown to visitors; the site's own name, then its host name, while nothing was entered."""
        return self.name or self.site.site_name or self.site.hostname

    @property
    def phone_address(self) -> str:
        """The phone number as a `tel:` address needs it: digits, with a leading plus where one was entered."""
        return "".join(c for c in self.contact_phone if c.isdigit() or c == "+")

    @property
    def palette(self) -> Palette | None:
        """Colours that differ from the theme's own; None when there are none."""
        if not (self.base_colour or self.accent_colour):
            return None
        return derive_palette(base=self.base_colour, accent=self.accent_colour)

    @property
    def colours_version(self) -> str:
        """Changes with the colours, so that browsers may keep the style sheet for ever; empty for the theme's own."""
        return (self.base_colour + self.accent_colour).replace("#", "").lower()
