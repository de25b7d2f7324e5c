"""What a stored field says about people, and what becomes of it when a person is erased.

Every field of every table has a ``FieldClass`` and an ``ErasureFate`` (``mooc.store.policy.field_classes``): who may
read a field, what stands in a person's export and what an erasure must reach follows from them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class FieldClass(StrEnum):
    """Whom a field speaks of, and so who may read it."""

    PUBLIC = "public"
    """Anybody: the catalogue, what a network is called."""
    COHORT = "cohort"
    """Members of the cohort; everybody, of one that is open."""
    STAFF = "staff"
    """Who runs the cohort, and site admins: invitations, budgets."""
    PSEUDONYMOUS = "pseudonymous"
    """The name that others see and what goes with it, and numbers that stand for a person: those who may know him or
    her in the cohort."""
    NETWORK_IDENTITY = "network_identity"
    """An account on a network: its owner and who looks after the owner; the twinome, if the owner shows it."""
    WORK = "work"
    """What was seen of somebody's work: he or she, and who looks after him or her."""
    WORDS = "words"
    """What people have written here about somebody's work: as WORK, and the twinome where it is asked to look."""
    PERSONAL = "personal"
    """For the person alone."""
    CONTACT = "contact"
    """How to reach the person: for the person alone, and letters are sent there."""
    BORROWED = "borrowed"
    """Taken from what somebody wrote on a network: no page shows it, the person's export does."""
    SECRET = "secret"  # noqa: S105
    """Nobody, not even its owner: shown once when it is made, then only its digest or ciphertext is there."""
    OPERATIONAL = "operational"
    """Of the engine alone: leases, counters, moments at which something falls due."""


PERSONAL_CLASSES = frozenset(
    {
        FieldClass.PSEUDONYMOUS,
        FieldClass.NETWORK_IDENTITY,
        FieldClass.WORK,
        FieldClass.WORDS,
        FieldClass.PERSONAL,
        FieldClass.CONTACT,
        FieldClass.BORROWED,
    }
)
"""What is about a person, and stands in his or her export."""


class ErasureFate(StrEnum):
    """What becomes of a field when the person whom its row is about is erased."""

    STAYS = "stays"
    """Nothing: there is no person in it."""
    CASCADES = "cascades"
    """The row goes with the row of the person: the database sees to it."""
    DETACHED = "detached"
    """The row stays and no longer says whose it was: the database sees to it."""
    ERASED = "erased"
    """The row knows the person by an account on a network only: whoever erases a person has to reach it."""
    EXPIRES = "expires"
    """The row goes by itself, when its own time is over."""
    KEPT = "kept"
    """The row stays as it is and keeps an id of the person, who is no longer there: only for a reason that is given."""


class Protection(StrEnum):
    """How a SECRET is stored."""

    HASHED = "hashed"
    ENCRYPTED = "encrypted"
    FRAMEWORK = "framework"
    """As Django or django-allauth store it: readable by whoever reads the database. Each stands in a list of the tests,
    with the reason."""


class FieldPolicy(NamedTuple):
    """What holds for one field. ``protection``: of a SECRET."""

    field_class: FieldClass
    fate: ErasureFate
    protection: Protection | None = None

    @property
    def is_exported(self) -> bool:
        """Whether it stands in the export of the person whom its row is about."""
        return self.field_class in PERSONAL_CLASSES and self.fate is not ErasureFate.STAYS


class ModelPolicy(NamedTuple):
    """What holds for the fields of one table.

    ``subject``: the way from a row to the person whom it is about, as a query writes it (``member__user``); with ``@``
    before it, a field that holds the id of an account on a network; empty where a row is about nobody.
    ``fate``: of all fields that ``fates`` does not name. ``vocabulary``: fields that hold nothing but words of the
    engine or names of the course, never what somebody typed. ``keep_reason``: why that which is KEPT may stay.
    """

    subject: str
    fate: ErasureFate
    classes: Mapping[FieldClass, tuple[str, ...]]
    fates: Mapping[str, ErasureFate] = {}
    keep_reason: str = ""
    protection: Mapping[str, Protection] = {}
    vocabulary: frozenset[str] = frozenset()

    def fields(self) -> dict[str, FieldPolicy]:
        """Field → what holds for it."""
        return {
            name: FieldPolicy(field_class, self.fates.get(name, self.fate), self.protection.get(name))
            for field_class, names in self.classes.items()
            for name in names
        }
