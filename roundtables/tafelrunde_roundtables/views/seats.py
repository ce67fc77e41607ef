"""Admin pages of the seats at a table and of the people who hold them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from tafelrunde_members.models import Person
from tafelrunde_roundtables.domain.seats import assign_seat, change_seat, end_seat, represented_sectors
from tafelrunde_roundtables.forms.seats import EndSeatForm, NewPersonForm, PersonForm, SeatForm
from tafelrunde_roundtables.models import Seat
from tafelrunde_roundtables.permissions import may_readdress
from tafelrunde_roundtables.views.admin import TableView, add_errors, admin_url

_RELATED = ("organisation", "sector", "delegate", "deputy")


class SeatListView(TableView):
    """Who sits at the table, sector by sector; below, who sat there."""

    template_name = "tafelrunde_roundtables/admin/seat_list.html"
    page_title = gettext_lazy("Seats")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        seats = list(Seat.objects.visible_to(self.request.user).filter(table=self.table).select_related(*_RELATED))
        ended = [seat for seat in seats if seat.valid_until and seat.valid_until < today]
        return super().get_context_data(
            seats=[seat for seat in seats if seat not in ended],
            ended_seats=sorted(ended, key=lambda seat: seat.valid_until, reverse=True),
            balance=represented_sectors(self.table),
            today=today,
            **kwargs,
        )


class SeatPageMixin(TableView):
    """A page below the list of seats."""

    @property
    def seats_url(self) -> str:
        """Address of the list of seats."""
        return admin_url("seats", self.table.pk)

    def get_own_breadcrumbs(self) -> list[dict[str, Any]]:
        """Put the list of seats before this page."""
        return [{"url": self.seats_url, "label": _("Seats")}, *super().get_own_breadcrumbs()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(seats_url=self.seats_url, **kwargs)


class OpenSeatMixin(SeatPageMixin):
    """A page about a seat that has not ended: history is not rewritten."""

    seat: Seat

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the seat at the table."""
        super().setup(request, *args, **kwargs)
        seats = Seat.objects.visible_to(request.user).filter(table=self.table).select_related(*_RELATED)
        self.seat = get_object_or_404(seats.exclude(valid_until__lt=timezone.localdate()), pk=kwargs["seat_pk"])

    def get_page_subtitle(self) -> str:
        return self.seat.organisation.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(seat=self.seat, **kwargs)


class SeatFormMixin(SeatPageMixin):
    """The form of a seat with room for a new delegate and a new deputy."""

    template_name = "tafelrunde_roundtables/admin/seat_form.html"

    def get_seat(self) -> Seat | None:
        """Return the seat that is changed; None for a new one."""
        return None

    def submit(self, facts: dict[str, Any]) -> None:
        """Carry out what was entered; may raise ValidationError."""
        raise NotImplementedError

    def get_forms(self, data: QueryDict | None = None) -> dict[str, Any]:
        """Return the form of the seat and those of the two people, filled with what was sent."""
        return {
            "form": SeatForm(data, user=self.request.user, seat=self.get_seat()),
            "new_delegate": NewPersonForm(data, prefix="new_delegate"),
            "new_deputy": NewPersonForm(data, prefix="new_deputy"),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs |= self.get_forms()
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store the seat with whoever is new."""
        forms = self.get_forms(request.POST)
        valid = [form.is_valid() for form in forms.values()]  # all are asked, so that all mistakes show at once
        if all(valid):
            facts = forms["form"].facts()
            # Who was typed in takes the place of whoever was chosen before.
            facts["delegate"] = forms["new_delegate"].person() or facts["delegate"]
            facts["deputy"] = forms["new_deputy"].person() or facts["deputy"]
            try:
                self.submit(facts)
            except ValidationError as error:
                add_errors(forms["form"], error)
            else:
                messages.success(request, _("The seat is saved."))
                return HttpResponseRedirect(self.seats_url)
        return self.render_to_response(self.get_context_data(**forms))


class AddSeatView(SeatFormMixin):
    """A new seat."""

    page_title = gettext_lazy("Add a seat")
    header_icon = "plus"

    def submit(self, facts: dict[str, Any]) -> None:
        assign_seat(self.table, **facts, by=self.user)


class EditSeatView(SeatFormMixin, OpenSeatMixin):
    """Changing a seat; where people take over, the old row stays as history."""

    page_title = gettext_lazy("Edit the seat")
    header_icon = "edit"

    def get_seat(self) -> Seat:
        return self.seat

    def submit(self, facts: dict[str, Any]) -> None:
        change_seat(self.seat, **facts, by=self.user)


class EndSeatView(OpenSeatMixin):
    """Ending a seat."""

    template_name = "tafelrunde_roundtables/admin/seat_end.html"
    page_title = gettext_lazy("End the seat")
    header_icon = "cross"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", EndSeatForm(seat=self.seat))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """End the seat after the day that was entered."""
        form = EndSeatForm(request.POST, seat=self.seat)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        end_seat(self.seat, last_day=form.cleaned_data["last_day"], by=self.user)
        messages.success(request, _("The seat ends. It stays in the history."))
        return HttpResponseRedirect(self.seats_url)


class EditPersonView(SeatPageMixin):
    """How a person at the table is written to."""

    template_name = "tafelrunde_roundtables/admin/person_form.html"
    page_title = gettext_lazy("Edit the person")
    header_icon = "user"
    person: Person

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person among those who hold or held a seat at this table."""
        super().setup(request, *args, **kwargs)
        seats = Seat.objects.visible_to(request.user).filter(table=self.table)
        self.person = get_object_or_404(Person.objects.filter(seats.holders()), pk=kwargs["person_pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.bind_form())
        return super().get_context_data(person=self.person, **kwargs)

    def bind_form(self, data: QueryDict | None = None) -> PersonForm:
        """Return the form; an address that other tables rely on cannot be changed in it."""
        return PersonForm(data, instance=self.person, fixed_address=not may_readdress(self.user, self.person))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store name and addresses."""
        form = self.bind_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        log(instance=self.person, action="wagtail.edit", user=self.user)
        messages.success(request, _("The person is saved."))
        return HttpResponseRedirect(self.seats_url)
