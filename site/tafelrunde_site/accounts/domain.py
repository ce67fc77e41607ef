"""Which account an e-mail address opens, and how members come by theirs.

Nobody signs up. An administrator creates the accounts of staff; their own address opens them. Everybody else is a
`Person` in the directory first: whoever asks for a login code for the address of exactly one person with a current
seat or a coming invitation gets an account at that moment. The directory's address is the truth for such an account:
when it changes there, the old mailbox opens nothing any more. Two people who share a mailbox have no account; they
answer by the links in their mails.
"""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from tafelrunde_events.models import Invitation
from tafelrunde_members.models import Person
from tafelrunde_members.permissions import AnyUser, is_staff_member
from tafelrunde_roundtables.models import Seat
from tafelrunde_site.models import User


def find_account(address: str) -> User | None:
    """Return the active account that the holder of the mailbox may enter; create that of a member who has none.

    Returns None for every address that opens nothing; the caller must not let the difference show.
    """
    user = _account_with(address)
    if user is not None and is_staff_account(user):
        return user if user.is_active else None
    people = list(_people_with(address)[:2])
    if len(people) == 1:
        user = ensure_account(people[0])
    elif people or hasattr(user, "person"):
        user = None
    return user if user is not None and user.is_active else None


def ensure_account(person: Person) -> User | None:
    """Return the account of a person under the person's present address, created without a password where needed.

    Returns None where there can be none: without an address, when the address belongs to somebody else's account, or
    when the person's account is one of staff under another address.
    """
    if not person.email:
        return None
    if person.user is not None and person.user.email.lower() == person.email.lower():
        return person.user
    try:
        with transaction.atomic():
            if person.user is None:
                _link(person, _account_with(person.email) or _new_account(person))
            else:
                _move(person.user, person.email)
    except (IntegrityError, AddressTakenError):
        return None
    return person.user


def entitled() -> Q:
    """Return the condition over `Person` for those who need an account: a seat today, or an invitation to come."""
    seats = Seat.objects.valid_on()
    invitations = Invitation.objects.filter(withdrawn_at__isnull=True, event__occurrences__end__gt=timezone.now())
    return (
        Q(pk__in=seats.filter(delegate__isnull=False).values("delegate"))
        | Q(pk__in=seats.filter(deputy__isnull=False).values("deputy"))
        | Q(pk__in=invitations.values("person"))
    )


def is_staff_account(user: AnyUser) -> bool:
    """Tell whether an administrator answers for the account: it has a role or technical rights."""
    return isinstance(user, User) and (user.is_staff or user.is_superuser or is_staff_member(user))


class AddressTakenError(Exception):
    """The address cannot be given to this account."""


def _account_with(address: str) -> User | None:
    return User.objects.alias(address=Lower("email")).filter(address=address.lower()).select_related("person").first()


def _people_with(address: str) -> QuerySet[Person]:
    return Person.objects.with_address(address).filter(entitled()).select_related("user")


def _new_account(person: Person) -> User:
    return User.objects.create_user(person.email, first_name=person.first_name, last_name=person.last_name)


def _link(person: Person, user: User) -> None:
    """Give an account to a person; one that belongs to another person already is not shared."""
    if is_staff_account(user) or Person.objects.filter(user=user).exclude(pk=person.pk).exists():
        raise AddressTakenError
    person.user = user
    person.save(update_fields=["user"])


def _move(user: User, address: str) -> None:
    """Follow the directory to a new address. Accounts of staff do not: whoever edits the directory would own them.

    A new unusable password changes what sessions are checked against, so that those of the old mailbox end.
    """
    if is_staff_account(user):
        raise AddressTakenError
    user.email = address.lower()
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).delete()
