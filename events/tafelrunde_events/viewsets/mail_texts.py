"""The words of letters in the admin: those of the site for the network's coordination, those of a table for its own."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.mail_texts import all_words_in_force
from tafelrunde_events.domain.placeholders import PLACEHOLDERS
from tafelrunde_events.domain.text_owners import SITE, TextOwner, managed_owners, may_edit_site_words
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.viewsets.text_parts import LETTERHEAD, TextPart, known_languages, part_of
from tafelrunde_members.viewsets.mail import MAIL_POLICY

NAMESPACE = "tafelrunde_texts"
#: What stands in the address for the words of the whole site.
SITE_IN_ADDRESS = "website"


def owners_for(user: Any) -> list[tuple[str, TextOwner]]:
    """Return whose words the user writes, each with what stands for it in addresses."""
    owners = [(owner.key, owner) for owner in managed_owners(user)]
    if may_edit_site_words(user):
        owners.insert(0, (SITE_IN_ADDRESS, TextOwner(SITE, gettext("The whole site"))))
    return owners


class TextPageMixin(WagtailAdminTemplateMixin):
    """A page about the words of one owner; owners that the user does not write for do not exist here (law 11)."""

    header_icon = "openquote"
    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def user(self) -> AbstractBaseUser:
        """Who acts here; Wagtail lets nobody in who is not signed in."""
        return cast("AbstractBaseUser", self.request.user)

    @cached_property
    def owner(self) -> TextOwner:
        """Whose words these are."""
        wanted = self.kwargs["owner"]
        found = next((owner for address, owner in owners_for(self.request.user) if address == wanted), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def part(self) -> TextPart:
        """The kind of letter and language, or the letterhead."""
        return part_of(self.owner.key, self.kwargs["kind"], self.kwargs["language"])

    @property
    def owner_url(self) -> str:
        """Address of the list of the owner's words."""
        return reverse(f"{NAMESPACE}:owner", args=[self.kwargs["owner"]])

    def url(self, name: str) -> str:
        """Return the address of a page about this part."""
        return reverse(f"{NAMESPACE}:{name}", args=[self.kwargs[key] for key in ("owner", "kind", "language")])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the owner and to all owners."""
        items = [{"url": reverse(f"{NAMESPACE}:index"), "label": gettext("Texts")}]
        if "owner" in self.kwargs:
            items.append({"url": self.owner_url, "label": self.owner.label})
        if "kind" in self.kwargs:
            items.append({"url": "", "label": self.part.label})
        return [*self.breadcrumbs_items, *items]


class OwnersView(TextPageMixin, TemplateView):
    """Whose words the user writes."""

    template_name = "tafelrunde_events/admin/texts/owners.html"
    page_title = _("Texts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the site and the tables."""
        owners = [
            (reverse(f"{NAMESPACE}:owner", args=[address]), owner.label)
            for address, owner in owners_for(self.request.user)
        ]
        return super().get_context_data(**kwargs, owners=owners)


class OwnerView(TextPageMixin, TemplateView):
    """All kinds of letters in all languages: which subject is in force, and whose words it is."""

    template_name = "tafelrunde_events/admin/texts/owner.html"

    def get_page_title(self) -> str:
        """Name the owner."""
        return gettext("Texts: %(owner)s") % {"owner": self.owner.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what is in force; the number of queries does not depend on how much that is."""
        languages = known_languages()
        words = all_words_in_force(self.owner.key)
        kinds = [
            (MailingKind(kind).label, [self._cell(kind, code, words[kind, code]) for code in languages])
            for kind in MailingKind.values
        ]
        heads = [
            self._cell(LETTERHEAD, code, part_of(self.owner.key, LETTERHEAD, code).in_force()) for code in languages
        ]
        return super().get_context_data(**kwargs, languages=languages.values(), kinds=kinds, heads=heads)

    def _cell(self, kind: str, language: str, texts: Mapping[str, Any]) -> dict[str, Any]:
        first = texts.get("subject") or texts["signature"]
        origins = dict.fromkeys(text.origin for text in texts.values())
        return {
            "url": reverse(f"{NAMESPACE}:edit", args=[self.kwargs["owner"], kind, language]),
            "text": first.text,
            "language": language,
            "origins": [origin.label for origin in origins],
            "own": any(origin.is_own_of(self.owner.key) for origin in origins),
        }


class EditView(TextPageMixin, FormView):
    """Writes the words of one part, with its placeholders and a preview beside it."""

    template_name = "tafelrunde_events/admin/texts/edit.html"

    def get_page_title(self) -> str:
        """Name kind and language."""
        return self.part.label

    def get_page_subtitle(self) -> str:
        """Name the owner."""
        return self.owner.label

    def get_form(self, form_class: Any = None) -> Any:
        """Start from what is in force."""
        return self.part.form(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Explain placeholders and origins."""
        in_force = self.part.in_force()
        context = super().get_context_data(**kwargs)
        form = context["form"]
        fields = [(field, in_force[field.name].origin.label, self.part.allowed(field.name)) for field in form]
        allowed = dict.fromkeys(name for _field, _origin, names in fields for name in names)
        return context | {
            "fields": fields,
            "placeholders": [PLACEHOLDERS[name] for name in PLACEHOLDERS if name in allowed],
            "part": self.part,
            "is_own": self.part.has_own(),
            "preview_url": self.url("preview"),
            "reset_url": self.url("reset"),
            "owner_url": self.owner_url,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Check, keep and return to the list."""
        try:
            self.part.save(form.cleaned_data, by=self.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The words are saved. Letters written from now on use them."))
        return redirect(self.owner_url)


class PreviewView(TextPageMixin, View):
    """A letter in these words with invented data, alone in its frame: what is in force, or what the form holds."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Show what is in force."""
        texts = {name: text.text for name, text in self.part.in_force().items()}
        return self._show(request, texts, as_text="text" in request.GET)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Show what somebody typed, without keeping it."""
        form = self.part.form(request.POST)
        if not form.is_valid():
            return self._mistakes(request, [str(error) for errors in form.errors.values() for error in errors])
        try:
            texts = self.part.checked(form.cleaned_data)
        except ValidationError as error:
            return self._mistakes(request, error.messages)
        return self._show(request, texts, as_text=request.POST.get("as") == "text")

    def _show(self, request: HttpRequest, texts: Mapping[str, str], *, as_text: bool) -> HttpResponseBase:
        mail = self.part.sample(texts)
        if as_text:
            return _framed(HttpResponse(f"{mail.subject}\n\n{mail.text}", content_type="text/plain; charset=utf-8"))
        return _framed(HttpResponse(mail.html))

    def _mistakes(self, request: HttpRequest, mistakes: list[str]) -> HttpResponseBase:
        return _framed(render(request, "tafelrunde_events/admin/texts/mistakes.html", {"mistakes": mistakes}))


class ResetView(TextPageMixin, TemplateView):
    """Asks before own words are forgotten."""

    template_name = "tafelrunde_events/admin/texts/reset.html"
    page_title = _("Take back own words")

    def get_page_subtitle(self) -> str:
        """Name kind and language."""
        return self.part.label

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what will be in force then."""
        fields = [(name, text.text) for name, text in self.part.inherited().items() if name != "exclusion"]
        labels = {field.name: field.label for field in self.part.form()}
        return super().get_context_data(
            **kwargs,
            texts=[(labels[name], text) for name, text in fields],
            is_site=self.owner.key == SITE,
            part=self.part,
            edit_url=self.url("edit"),
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Forget them and return to the list."""
        self.part.reset(by=self.user)
        messages.success(request, gettext("The own words are taken back."))
        return redirect(self.owner_url)


def _framed(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = MAIL_POLICY
    response["Cache-Control"] = "private, no-store"
    return response


class TextViewSet(ViewSet):
    """Menu item "Texts" with the words of the site and of tables."""

    icon = "openquote"
    menu_label = _("Texts")
    menu_order = 135
    add_to_admin_menu = True
    url_prefix = "texte"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the lists and of what can be done with one text."""
        part = "<str:owner>/<str:kind>/<str:language>/"
        return [
            path("", OwnersView.as_view(), name="index"),
            path("<str:owner>/", OwnerView.as_view(), name="owner"),
            path(part, EditView.as_view(), name="edit"),
            path(f"{part}vorschau/", xframe_options_sameorigin(PreviewView.as_view()), name="preview"),
            path(f"{part}zuruecksetzen/", ResetView.as_view(), name="reset"),
        ]


texts = TextViewSet(NAMESPACE)
