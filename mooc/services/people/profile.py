"""The name by which others know somebody."""

from mooc.core.values.authored import Lang
from mooc.core.values.pseudonyms import Fault, fault
from mooc.store.people import people
from mooc.store.people.people import Person


class WrongName(Exception):
    """Nobody may go by this name here: ``fault`` says why."""

    def __init__(self, found: Fault) -> None:
        super().__init__(found.value)
        self.fault = found


def check_name(name: str, cohort: int | None = None, user: int | None = None) -> str:
    """The name as it is kept. ``cohort``: one that the person is about to learn in; ``user``: who has a name already.

    Raises WrongName.
    """
    staff = [] if cohort is None else people.staff_of(cohort, user)
    staff += [] if user is None else people.staff_around(user)
    if found := fault(name, staff):
        raise WrongName(found)
    return name.strip()


def change(user: int, *, name: str | None = None, language: Lang | None = None, zone: str | None = None) -> Person:
    """Change what is given of one's own profile. Raises KeyError, WrongName."""
    kept = None if name is None else check_name(name, user=user)
    return people.rename(user, name=kept, language=language, zone=zone)
