"""Admin viewsets for plain models: every view asks the model's scope, and what is outside of it is 404 (law 11)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.admin.panels import ObjectList
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet

from tafelrunde_members.forms.scoped import ScopedModelForm


class ScopedViewMixin:
    """Narrows a generic admin view to the rows of `visible_to`."""

    model: Any
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 where Wagtail would explain that permission is missing."""
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except PermissionDenied as error:
            raise Http404 from error

    def scoped_queryset(self) -> QuerySet[Any]:
        """Return the rows the user works with."""
        rows: QuerySet[Any] = self.model.objects.visible_to(self.request.user)
        return rows


class ScopedListMixin(ScopedViewMixin):
    """For listings, whose filters and searches start from the base queryset."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Start from the user's rows."""
        return self.scoped_queryset()


class ScopedBaseObjectMixin(ScopedViewMixin):
    """For views that list something about one object; their own queryset is the list."""

    def get_base_object_queryset(self) -> QuerySet[Any]:
        """Look the object up among the user's rows."""
        return self.scoped_queryset()


class ScopedObjectMixin(ScopedBaseObjectMixin):
    """For views of one object, whichever of Wagtail's three ways they fetch it in."""

    kwargs: dict[str, Any]
    pk_url_kwarg = "pk"

    def get_queryset(self) -> QuerySet[Any]:
        """Look the object up among the user's rows."""
        return self.scoped_queryset()


class ScopedIndexView(ScopedListMixin, generic.IndexView):
    """Listing of the user's rows."""


class ScopedCreateView(ScopedViewMixin, generic.CreateView):
    """Form for a new row."""


class ScopedEditView(ScopedObjectMixin, generic.EditView):
    """Form for one of the user's rows."""


class ScopedDeleteView(ScopedObjectMixin, generic.DeleteView):
    """Confirmation before one of the user's rows is deleted."""


class ScopedInspectView(ScopedObjectMixin, generic.InspectView):
    """One of the user's rows, read only."""

    def get_object(self) -> Any:
        """Fetch the object among the user's rows."""
        return get_object_or_404(self.scoped_queryset(), pk=self.pk)


class ScopedHistoryView(ScopedBaseObjectMixin, history.HistoryView):
    """History of one of the user's rows."""


class ScopedUsageView(ScopedBaseObjectMixin, usage.UsageView):
    """Where one of the user's rows is used."""


class ScopedViewSet(ModelViewSet):
    """A model viewset whose views see only what the user may see, and whose rows stay out of the reference index."""

    add_to_reference_index = False
    search_backend_name = None
    copy_view_enabled = False
    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    inspect_view_class = ScopedInspectView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView

    def get_edit_handler(self) -> Any:
        """Build the form from the panels, with choices narrowed to the user's rows."""
        panels: Any = getattr(self, "panels", None) or self.model.panels
        return ObjectList(panels, base_form_class=ScopedModelForm).bind_to_model(self.model)
