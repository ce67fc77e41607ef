"""Documents that are served after a check, and never as plain files (law 11)."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document


def document_storage() -> Storage:
    """Return where documents lie: outside of the media folder, which the web server hands out to everybody."""
    return storages["documents"]


class LibraryDocument(AbstractDocument):
    """A document of the library. Only Wagtail's view serves it, after asking for the rights of its collection."""

    file = models.FileField(_("file"), upload_to="documents", storage=document_storage)

    admin_form_fields = Document.admin_form_fields
