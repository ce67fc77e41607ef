"""Printed letters of a mailing in the admin: who gets one, and all of them as one PDF."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.letters import letter_list, letters_pdf, postal_lines
from tafelrunde_events.domain.mailings.writing import message_of
from tafelrunde_events.viewsets.mailing_pages import MailingPageMixin

NAMESPACE = "tafelrunde_letters"


class LettersView(MailingPageMixin, TemplateView):
    """Who of a mailing gets a letter, and who cannot because nobody noted an address."""

    template_name = "tafelrunde_events/admin/letters/list.html"
    page_title = _("Letters")
    header_icon = "doc-full"

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the letters with the addresses as they will be printed."""
        letters = letter_list(self.mailing, user=self.request.user)
        return super().get_context_data(
            **kwargs,
            event=self.event,
            printable=[(recipient, postal_lines(recipient)) for recipient in letters.printable],
            lacking=letters.lacking,
            hidden=letters.hidden,
            pdf_url=reverse(f"{NAMESPACE}:pdf", args=[self.event.pk, self.mailing.pk]),
            mailing_url=self.url("mailing"),
        )


class LettersPdfView(MailingPageMixin, View):
    """Makes the PDF. It stores what finds the printed codes again, so only POST makes it (law 8)."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Lead to the page with the button."""
        return redirect(f"{NAMESPACE}:letters", self.event.pk, self.mailing.pk)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Return the letters; no cache keeps names and codes."""
        letters = letter_list(self.mailing, user=request.user)
        mailing = self.mailing
        try:
            pdf = letters_pdf(
                self.event, mailing.kind, letters.printable, subject=mailing.subject, message=message_of(mailing)
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(f"{NAMESPACE}:letters", self.event.pk, mailing.pk)
        word = gettext("letters")
        name = f"{slugify(word)}-{self.event.pk}-{mailing.pk}.pdf"  # titles of closed circles are nobody's business
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)


class LetterViewSet(ViewSet):
    """The letters of one mailing; the page of the mailing leads to them."""

    url_prefix = "einladungen/<int:event_id>/aussendungen/<int:pk>"
    icon = "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list and of the PDF."""
        return [
            path("briefe/", LettersView.as_view(), name="letters"),
            path("briefe.pdf", LettersPdfView.as_view(), name="pdf"),
        ]


letters = LetterViewSet(NAMESPACE)
