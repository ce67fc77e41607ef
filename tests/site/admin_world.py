"""Two round tables with everything that belongs to them, and one address for every URL of the admin.

The walk over the admin asks here which objects an address is filled with: once with those of table A, once with those
of table B. An argument that is not known here makes the walk fail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site

from tafelrunde_events.domain.registrations.links import entry_token
from tafelrunde_events.domain.reminders import add_reminder
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import CalendarReply, ConsentText, EvaluationQuestion, EventMailing, TrainingPage
from tafelrunde_members.domain.mail import Content, Recipient, queue_message
from tafelrunde_members.domain.mail.suppressions import suppress
from tafelrunde_members.domain.roles import grant_page_rights
from tafelrunde_members.enums import Role
from tafelrunde_members.models import Audience, Consent
from tests.factories.events import VenueFactory, invite, make_event
from tests.factories.members import (
    AffiliationFactory,
    OfferFactory,
    PersonFactory,
    RegionFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.factories.pages import make_index
from tests.factories.pages import make_page as make_event_page
from tests.factories.registrations import make_certificate, make_training, register
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting
from tests.factories.sources import make_source

#: Parts of the admin whose events are trainings, not meetings of a table.
AREAS_OF_TRAININGS = (
    "tafelrunde_registrations",
    "tafelrunde_attendance",
    "tafelrunde_certificates",
    "tafelrunde_evaluations",
    "tafelrunde_trainings",
)


@dataclass
class TableWorld:
    """A table and what only its own coordination works with."""

    name: str
    table: Any = field(init=False)
    coordinator: Any = field(init=False)
    seat: Any = field(init=False)
    meeting: Any = field(init=False)
    invitation: Any = field(init=False)
    calendar_reply: Any = field(init=False)
    imported: Any = field(init=False)
    reminder: Any = field(init=False)
    audience: Any = field(init=False)
    consent: Any = field(init=False)
    mailing: Any = field(init=False)

    def __post_init__(self) -> None:
        self.table = RoundTableFactory(name=f"Runder Tisch {self.name}", slug=f"tisch-{self.name.lower()}")
        self.coordinator = make_coordinator(self.table)
        self.seat = SeatFactory(table=self.table)
        self.meeting = make_meeting(self.table, title=f"Sitzung {self.name}")
        self.invitation = invite(self.meeting.event, self.seat.delegate)
        self.calendar_reply = CalendarReply.objects.create(
            event=self.meeting.event, invitation=self.invitation, outcome=CalendarReply.Outcome.UNVERIFIED
        )
        self.reminder = add_reminder(self.meeting.event, days=7, by=None)
        self.mailing = EventMailing.objects.create(
            event=self.meeting.event, kind=MailingKind.MESSAGE, sources=["invited"], message="Guten Tag"
        )
        source = make_source(table=self.table, name=f"Kalender {self.name}")
        self.imported = source.imported.create(event=make_event(), uid="1", content_hash="1")
        self.audience = Audience.objects.create(name=f"Verteiler {self.name}", owner=self.coordinator)
        # Specially protected: nobody but the table's own coordination finds this consent.
        protected = SeatFactory(table=self.table, delegate=PersonFactory(protected=True)).delegate
        self.consent = Consent.objects.create(person=protected, text_version="2026")

    @property
    def arguments(self) -> dict[str, Any]:
        """Values for the arguments of addresses that lead to this table's own rows."""
        return {
            "table_pk": self.table.pk,
            "meeting_pk": self.meeting.pk,
            "seat_pk": self.seat.pk,
            "person_pk": self.seat.delegate.pk,
            "event_id": self.meeting.event.pk,
            "tafelrunde_invitations:pk": self.invitation.pk,
            "reminder_pk": self.reminder.pk,
            "tafelrunde_sources:pk": self.imported.source.pk,
            "imported_pk": self.imported.pk,
            "tafelrunde_dates:pk": self.meeting.date.pk,
            **dict.fromkeys(("tafelrunde_letters:pk", "tafelrunde_mailings:pk"), self.mailing.pk),
            "tafelrunde_texts:owner": f"table:{self.table.pk}",
            "tafelrunde_calendar_replies:pk": self.calendar_reply.pk,
            "tafelrunde_members_audiences:pk": self.audience.pk,
            "tafelrunde_members_consents:pk": self.consent.pk,
        }


class AdminWorld:
    """Everything the addresses of the admin can name, and one account for each kind of visitor."""

    def __init__(self) -> None:
        self.a, self.b = TableWorld("A"), TableWorld("B")
        self.page = make_event_page(model=TrainingPage, parent=make_index(title="Fortbildungen"), title="Fortbildung")
        for role in (Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR):
            grant_page_rights(role, Site.objects.get(is_default_site=True).root_page)
        self.registration = register(make_training(needs_approval=True))
        self.arguments = self._shared_arguments()
        self.visitors = {
            "anonymous": None,
            "member": UserFactory(),
            "coordinator A": self.a.coordinator,
            "coordinator B": self.b.coordinator,
            "training editor": UserFactory(roles=(Role.TRAINING_EDITOR,)),
            "network coordinator": UserFactory(roles=(Role.NETWORK_COORDINATOR,)),
            "superuser": UserFactory(is_superuser=True, is_staff=True),
        }

    def _shared_arguments(self) -> dict[str, Any]:
        image = Image.objects.create(title="Bild", file=get_test_image_file())
        document = get_document_model().objects.create(title="Papier", file=ContentFile(b"Text", name="papier.txt"))
        affiliation = AffiliationFactory()
        responsibility = ResponsibilityFactory()
        message, _new = queue_message(
            None,
            recipient=Recipient(email="empfang@example.org"),
            content=Content(subject="Hallo", text="Text"),
            object_key="test",
        )
        return {
            **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "page_pk"), self.page.pk),
            "wagtailadmin_pages:pk": self.page.pk,
            "wagtailadmin_api:pages:pk": self.page.pk,
            "revision_id": self.page.latest_revision_id,
            **dict.fromkeys(("revision_id_a", "revision_id_b"), "live"),
            "destination_id": Page.objects.get(depth=1).pk,
            **dict.fromkeys(("content_type_app_name", "wagtailadmin_pages:app_label"), "tafelrunde_events"),
            **dict.fromkeys(("content_type_model_name", "wagtailadmin_pages:model_name"), "trainingpage"),
            **dict.fromkeys(("app_label", "app_name"), "wagtailcore"),
            "model_name": "page",
            "wagtailsettings:app_name": "tafelrunde_site",
            "wagtailsettings:model_name": "siteprofile",
            "wagtailsettings:pk": Site.objects.get(is_default_site=True).pk,
            "action": "publish",
            "action_name": "publish",
            **dict.fromkeys(("task_state_id", "task_id", "workflow_state_id", "workflow_pk", "uploaded_file_id"), 1),
            **dict.fromkeys(("object_id", "session_id", "submission_id"), 1),
            "image_id": image.pk,
            "wagtailimages_chooser:pk": image.pk,
            "wagtailadmin_api:images:pk": image.pk,
            "filter_spec": "width-10",
            **dict.fromkeys(("document_id", "doc_id"), document.pk),
            "wagtaildocs_chooser:pk": document.pk,
            "wagtailadmin_api:documents:pk": document.pk,
            "collection_id": Collection.get_first_root_node().pk,
            "wagtailadmin_collections:pk": Collection.get_first_root_node().pk,
            "redirect_id": 1,
            "simple_translation:pk": "1",
            "wagtailadmin_workflows:pk": 1,
            "wagtaillocales:pk": Locale.get_default().pk,
            "wagtailsites:pk": Site.objects.get(is_default_site=True).pk,
            "wagtailusers_users:pk": self.a.coordinator.pk,
            "wagtailusers_groups:pk": self.a.coordinator.groups.get().pk,
            "uidb64": "MQ",
            "token": "abc-def",
            "tafelrunde_members_affiliations:pk": affiliation.pk,
            "tafelrunde_members_people:pk": affiliation.person.pk,
            "tafelrunde_members_organisations:pk": affiliation.organisation.pk,
            "tafelrunde_members_responsibilities:pk": responsibility.pk,
            "tafelrunde_members_regions:pk": RegionFactory().pk,
            "tafelrunde_members_offers:pk": OfferFactory().pk,
            "tafelrunde_members_sectors:pk": self.a.seat.sector.pk,
            "tafelrunde_members_outbox:pk": message.pk,
            "tafelrunde_members_suppressions:pk": suppress("gesperrt@example.org")[0].pk,
            **dict.fromkeys((f"{area}:event_id" for area in AREAS_OF_TRAININGS), self.registration.event.pk),
            "tafelrunde_registrations:pk": self.registration.pk,
            "tafelrunde_certificates:pk": make_certificate(self.registration).pk,
            "tafelrunde_evaluations:pk": EvaluationQuestion.objects.all()[0].pk,
            "tafelrunde_attendance:token": entry_token(self.registration),
            "tafelrunde_attendance:paper": "anwesenheitsliste",
            "tafelrunde_texts:kind": "invitation",
            "tafelrunde_texts:language": "de",
            "tafelrunde_events_venues:pk": VenueFactory(listed=True).pk,
            "tafelrunde_consent_texts:pk": ConsentText.objects.create(name="Fotos", wording="Ich stimme zu.").pk,
            "tafelrunde_roundtables_tables:pk": self.a.table.pk,
        }

    def address(self, name: str, arguments: tuple[str, ...], world: TableWorld) -> str:
        """Return the address of a view, filled with objects of the table where it names any."""
        values = self.arguments | world.arguments
        namespace = name.rpartition(":")[0]
        chosen = {argument: values.get(f"{namespace}:{argument}", values.get(argument)) for argument in arguments}
        missing = [argument for argument, value in chosen.items() if value is None]
        assert not missing, f"{name} asks for {missing}: add a sample object to tests/site/admin_world.py"
        return reverse(name, kwargs=chosen)

    def names_a_table(self, name: str, arguments: tuple[str, ...]) -> bool:
        """Tell whether the address leads to rows of one table, and to no sample of its own."""
        namespace = name.rpartition(":")[0]
        return any(
            f"{namespace}:{argument}" in self.a.arguments
            or (argument in self.a.arguments and f"{namespace}:{argument}" not in self.arguments)
            for argument in arguments
        )


def admin_views() -> list[tuple[str, tuple[str, ...]]]:
    """Return name and arguments of every address of the admin that has a name, each once."""
    return sorted({(name, arguments) for name, arguments, _route in _walk(get_resolver(), "", "")})


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for pattern in resolver.url_patterns:
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, path)
        elif isinstance(pattern, URLPattern) and path.startswith("verwaltung/") and pattern.name:
            yield f"{namespace}{pattern.name}", _arguments(path), path


def _arguments(route: str) -> tuple[str, ...]:
    """Return the names of the arguments in a route such as ``seiten/<int:pk>/`` or ``^(?P<pk>\\d+)/$``."""
    return tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
