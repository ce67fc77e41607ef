"""Pages of the demo inbox. They only read, and they exist only where the settings name its folder."""

import re
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views import View
from django.views.generic import TemplateView

from tafelrunde_site.demo_inbox.conf import inbox_folder
from tafelrunde_site.demo_inbox.mailbox import Mail, MailPart, list_mails, read_mail

MAILS_ON_A_PAGE = 50
#: Mails carry their styles inside (mail programs know nothing else); apart from that nothing is allowed.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def folder_or_404() -> Path:
    """Return the inbox's folder; raises Http404 where there is no demo inbox."""
    folder = inbox_folder()
    if folder is None:
        raise Http404
    return folder


def mail_or_404(key: str) -> Mail:
    """Return a mail of the inbox or raise Http404."""
    mail = read_mail(folder_or_404(), key)
    if mail is None:
        raise Http404
    return mail


class InboxView(TemplateView):
    """All mails, newest first; ``?an=`` shows those to one address."""

    template_name = "tafelrunde_site/demo_inbox/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recipient = self.request.GET.get("an", "").strip()
        mails = list_mails(folder_or_404(), recipient=recipient)
        page = Paginator(mails, MAILS_ON_A_PAGE).get_page(self.request.GET.get("seite"))
        return super().get_context_data(mails=page, recipient=recipient, **kwargs)


class MailView(TemplateView):
    """One mail: text, HTML in a frame, calendar, files, headers."""

    template_name = "tafelrunde_site/demo_inbox/mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mail=mail_or_404(self.kwargs["key"]), **kwargs)


class MailHtmlView(View):
    """The HTML text alone, for the frame: under its own policy, without scripts, forms or foreign images."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        html = mail_or_404(key).html
        if not html:
            raise Http404
        # Links open in a new window, as in a mail program: inside the frame no form would work.
        html, found = re.subn(r"(<head[^>]*>)", r'\1<base target="_blank">', html, count=1, flags=re.IGNORECASE)
        response = HttpResponse(html if found else f'<base target="_blank">{html}')
        response["Content-Security-Policy"] = MAIL_POLICY
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response


class MailDownloadView(View):
    """The mail exactly as it arrived, to open in a mail program."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        mail = mail_or_404(key)
        return _download(mail.raw, content_type="message/rfc822", filename=f"{mail.key}.eml")


class MailPartView(View):
    """One calendar or file of a mail, as a download."""

    def get(self, request: HttpRequest, key: str, number: int) -> HttpResponse:
        part = mail_or_404(key).part(number)
        if part is None:
            raise Http404
        return _download(part.content, content_type=part.content_type, filename=_filename(part))


def _filename(part: MailPart) -> str:
    suggested = re.sub(r"[^\w.-]+", "-", part.filename).strip("-.")
    return suggested or ("einladung.ics" if part.content_type == "text/calendar" else f"teil-{part.number}")


def _download(content: bytes, *, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
