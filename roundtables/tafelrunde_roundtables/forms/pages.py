"""The editor's form for the page of a round table. Imports no model: the pages' models import it."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class RoundTablePageForm(WagtailAdminPageForm):
    """Offers only tables that the editor may know of, and publishes none that the public may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("table")
        if field is not None and self.for_user is not None:
            field.queryset = field.queryset.visible_to(self.for_user)

    def clean(self) -> dict[str, Any]:
        """Refuse to publish a page whose table is not listed; a draft may wait for that."""
        values: dict[str, Any] = super().clean()
        table = values.get("table")
        if table is not None and not table.listed and "action-publish" in self.data:
            self.add_error("table", _("This round table is not publicly listed, so its page cannot be published."))
        return values
