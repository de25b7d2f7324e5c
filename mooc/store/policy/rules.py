"""What a rule of the matrix is, and how the rules of all subjects come together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Model, Q

from mooc.store.policy.relations import Actor, no_rows
from mooc.store.policy.resources import Action, Resource

Rule = Callable[[Actor], Q]
"""Who asks → the condition on the rows."""


class RegisteredTwice(Exception):
    """Two subjects have rules for one resource."""


def nobody(actor: Actor) -> Q:
    """No row, whoever asks."""
    return no_rows()


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may do what with the rows of ``model``. ``acknowledged``: rows of which a refusal may say that they are
    there. ``is_own_side``: a side of a member that he or she may always read, in a role that is held now.
    """

    model: type[Model]
    read: Rule
    write: Rule = nobody
    delete: Rule | None = None
    acknowledged: Rule = nobody
    is_own_side: bool = False

    def of(self, action: Action) -> Rule:
        """The rule of that action."""
        if action is Action.DELETE and self.delete is not None:
            return self.delete
        return self.read if action is Action.READ else self.write


RULES: dict[Resource, Rules] = {}
"""The rules of all resources, once ``mooc.store.policy.policy`` is there."""


def register(subject: Mapping[Resource, Rules]) -> None:
    """Take in the rules of a subject. Raises RegisteredTwice for a resource that has its rules already."""
    if twice := RULES.keys() & subject.keys():
        raise RegisteredTwice(", ".join(sorted(twice)))
    RULES.update(subject)
