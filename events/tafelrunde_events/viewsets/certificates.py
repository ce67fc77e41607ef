"""Certificates of one training in the admin: who gets one and who does not, issuing, printing, putting right."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.certificates import (
    Overview,
    Standing,
    certificate_overview,
    certificate_pdf,
    certificates_pdf,
    check_printable,
    issue_certificates,
    reissue,
    revoke,
)
from tafelrunde_events.domain.certificates.standing import Outcome
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.short_codes import grouped
from tafelrunde_events.forms.certificates import ReissueForm, RevokeForm
from tafelrunde_events.models import Certificate
from tafelrunde_events.views.certificates import pdf_response
from tafelrunde_events.viewsets.event_pages import EventPageMixin

NAMESPACE = "tafelrunde_certificates"


class CertificatePageMixin(EventPageMixin):
    """A page about the certificates of one training."""

    index_url_name = "tafelrunde_registrations:index"
    index_label = _("Registrations")
    home_url_name = "tafelrunde_registrations:board"
    header_icon = "doc-full"

    @property
    def list_url(self) -> str:
        """Address of the list of all who may get one."""
        return reverse(f"{NAMESPACE}:index", args=[self.event.pk])

    @cached_property
    def overview(self) -> Overview:
        """How all participants stand."""
        return certificate_overview(self.event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where to go back to."""
        return super().get_context_data(**kwargs, event=self.event, list_url=self.list_url)


class CertificatesView(CertificatePageMixin, TemplateView):
    """Who gets a certificate, who does not, and why."""

    template_name = "tafelrunde_events/admin/certificates/list.html"
    page_title = _("Certificates")

    def get_page_subtitle(self) -> str:
        """Name the training."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the participants as this user may see them."""
        overview = self.overview
        return super().get_context_data(
            **kwargs,
            overview=overview,
            rows=[_row(standing) for standing in overview.standings],
            to_issue=len(overview.to_issue),
            printable=len(_printable(overview)),
        )


class IssueView(CertificatePageMixin, View):
    """Issues what is due; a second press issues nothing."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Lead to the page with the button."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Issue, and say how many."""
        try:
            report = issue_certificates(self.event, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            text = ngettext("%(count)s certificate issued.", "%(count)s certificates issued.", report.issued)
            messages.success(request, text % {"count": report.issued})
        return redirect(self.list_url)


class AllCertificatesView(CertificatePageMixin, View):
    """All certificates that can be printed, as one PDF; those of specially protected people are theirs alone."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Return the file."""
        try:
            return pdf_response(certificates_pdf(_printable(self.overview)), name=gettext("certificates"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.list_url)


class CertificateMixin(CertificatePageMixin):
    """A page about one certificate, looked up among those of the training."""

    @cached_property
    def certificate(self) -> Certificate:
        """The certificate of somebody whose name this user may know."""
        rows = Certificate.objects.filter(event=self.event, registration__isnull=False)
        found = get_object_or_404(rows.select_related("registration__person"), pk=self.kwargs["pk"])
        found.event = self.event
        return found

    @property
    def name(self) -> str:
        """Whose it is, as far as lists may say."""
        registration = self.certificate.registration
        return (shown_name(registration) if registration else "") or gettext("Specially protected person")

    def get_page_subtitle(self) -> str:
        """Name whose it is."""
        return self.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show which certificate it is about."""
        return super().get_context_data(**kwargs, name=self.name, code=grouped(self.certificate.code))


class CertificatePdfView(CertificateMixin, View):
    """One certificate as PDF."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Return the file, unless the name is nobody's business."""
        registration = self.certificate.registration
        if registration is None or not shown_name(registration):
            messages.error(request, gettext("This certificate can be opened only by whom it is for."))
            return redirect(self.list_url)
        try:
            return pdf_response(certificate_pdf(self.certificate), name=gettext("certificate"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.list_url)


class RevokeView(CertificateMixin, FormView[RevokeForm]):
    """Asks for the reason before a certificate is declared void."""

    template_name = "tafelrunde_events/admin/certificates/revoke.html"
    form_class = RevokeForm
    page_title = _("Revoke the certificate")

    def form_valid(self, form: RevokeForm) -> HttpResponse:
        """Revoke it and return to the list."""
        revoke(self.certificate, reason=form.cleaned_data["reason"], by=self.user)
        messages.success(self.request, gettext("The certificate was revoked."))
        return redirect(self.list_url)


class ReissueView(CertificateMixin, FormView[ReissueForm]):
    """Issues a certificate anew, with the name put right."""

    template_name = "tafelrunde_events/admin/certificates/reissue.html"
    form_class = ReissueForm
    page_title = _("Issue the certificate anew")

    def get_initial(self) -> dict[str, Any]:
        """Start from the name as it stands; those of specially protected people are not shown."""
        registration = self.certificate.registration
        if registration is None or not shown_name(registration):
            return {}
        return {"first_name": registration.first_name, "last_name": registration.last_name}

    def form_valid(self, form: ReissueForm) -> HttpResponse:
        """Issue it and return to the list."""
        try:
            reissue(self.certificate, **form.cleaned_data, by=self.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The certificate was issued anew. The earlier one no longer counts."))
        return redirect(self.list_url)


class CertificateViewSet(ViewSet):
    """The certificates of one training; its board of registrations leads to them."""

    url_prefix = "anmeldungen/<int:event_id>/bescheinigungen"
    icon = "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list and of what can be done there."""
        return [
            path("", CertificatesView.as_view(), name="index"),
            path("ausstellen/", IssueView.as_view(), name="issue"),
            path("alle.pdf", AllCertificatesView.as_view(), name="all"),
            path("<int:pk>.pdf", CertificatePdfView.as_view(), name="pdf"),
            path("<int:pk>/widerrufen/", RevokeView.as_view(), name="revoke"),
            path("<int:pk>/neu/", ReissueView.as_view(), name="reissue"),
        ]


def _row(standing: Standing) -> dict[str, Any]:
    """Return what the list shows of a participant."""
    certificate = standing.certificate
    name = shown_name(standing.registration)
    hidden = gettext("Specially protected person") if standing.registration.full_name else gettext("Name deleted")
    return {
        "standing": standing,
        "name": name or hidden,
        "organisation": standing.registration.organisation if name else "",
        "text": _words(standing),
        "certificate": certificate,
        "code": grouped(certificate.code) if certificate else "",
        "can_print": bool(name) and certificate is not None and _is_printable(certificate),
        "is_renamed": bool(name) and certificate is not None and _is_renamed(certificate),
        "can_reissue": certificate is not None and standing.suffices and bool(standing.registration.full_name),
    }


def _words(standing: Standing) -> str:
    lacking = ngettext(
        "gets none: %(needed)s session is needed", "gets none: %(needed)s sessions are needed", standing.needed
    )
    texts = {
        Outcome.ISSUED: gettext("issued"),
        Outcome.UNFOUNDED: gettext("issued, but the sessions attended are no longer enough"),
        Outcome.REVOKED: gettext("revoked"),
        Outcome.ENTITLED: gettext("gets one"),
        Outcome.ANONYMOUS: gettext("cannot get one: the name was deleted"),
        Outcome.LACKING: lacking % {"needed": standing.needed},
    }
    return texts[standing.outcome]


def _printable(overview: Overview) -> list[Certificate]:
    """Return the certificates that the staff may print: those with a name that lists may show."""
    named = [one for one in overview.standings if one.certificate and shown_name(one.registration)]
    found = []
    for standing in named:
        certificate = standing.certificate
        if certificate is not None and _is_printable(certificate):
            found.append(certificate)
    return found


def _is_printable(certificate: Certificate) -> bool:
    try:
        check_printable(certificate)
    except ValidationError:
        return False
    return True


def _is_renamed(certificate: Certificate) -> bool:
    try:
        check_printable(certificate)
    except ValidationError as error:
        return error.code == "name"
    return False


certificates = CertificateViewSet(NAMESPACE)
