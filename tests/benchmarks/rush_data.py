"""A training and everybody who wants a place; run as a program in the database that `DATABASE_URL` names.

python -m tests.benchmarks.rush_data prepare 500 20    prints the event and the links that confirm
python -m tests.benchmarks.rush_data outcome 7         prints who got what
"""

import json
import sys

import django


def prepare(size: int, capacity: int) -> dict[str, object]:
    """Make a training and register so many people who have not confirmed yet."""
    from django.core.management import call_command

    from tafelrunde_events.domain.registrations.links import registration_token
    from tests.factories.registrations import make_training, submit_form

    call_command("migrate", verbosity=0)
    event = make_training(capacity=capacity, event_facts={"contact_email": "fortbildung@example.org"})
    rows = [submit_form(event) for _ in range(size)]
    return {"event": event.pk, "tokens": [registration_token(row) for row in rows]}


def outcome(event: int) -> dict[str, object]:
    """Return how many have a place and how many wait, and whether each of them was told so once."""
    from tafelrunde_events.enums import RegistrationState
    from tafelrunde_events.models import Registration
    from tafelrunde_members.models import OutboxMessage

    rows = Registration.objects.filter(event=event)
    keys = [f"event:{event}:registration:{letter}" for letter in ("placed", "waiting")]
    told = OutboxMessage.objects.filter(mailing__key__in=keys).values_list("address", flat=True)
    waiting = rows.filter(state=RegistrationState.WAITING)
    return {
        "placed": rows.filter(state=RegistrationState.PLACED).count(),
        "waiting": waiting.count(),
        "in_order": list(waiting.in_order().values_list("pk", flat=True))
        == sorted(waiting.values_list("pk", flat=True)),
        "told": len(set(told)) if len(set(told)) == len(told) else -1,
    }


if __name__ == "__main__":
    django.setup()
    command, *numbers = sys.argv[1:]
    print(json.dumps({"prepare": prepare, "outcome": outcome}[command](*map(int, numbers))))
