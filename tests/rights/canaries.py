"""Which canaries there are, whose they are, and who may read them: all from the classes of the fields."""

import html
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.db.models import CharField, JSONField, TextField

from mooc.core.privacy import PERSONAL_CLASSES, FieldClass, Protection
from mooc.store import models
from mooc.store.policy.field_classes import MODELS
from tests.building.cast import ROLES
from tests.rights.fields import registered_fields, registered_models
from tests.rights.world import MENTORED, NORTH, SOUTH, TWINOMES, World

SEARCHED = {*PERSONAL_CLASSES, FieldClass.COHORT, FieldClass.STAFF, FieldClass.SECRET}
TOO_SHORT = {
    "store.Invitation.beginning": "four characters, which may stand anywhere",
    "store.GateBucket.credential": "a number that stands for somebody",
}
GENERATED = {"store.LinkAttempt.code", "store.ApiToken.beginning"}
"""What the engine makes up itself, beside the secrets: a canary as a whole."""
_TOKEN = re.compile(r"cnry[-_][a-z]+[-_][a-z]+[-_]q")

LOOKING_AFTER = {"SELF", "MENTOR", "FACILITATOR"}
READERS: dict[FieldClass, set[str]] = {
    FieldClass.COHORT: {"INSIDE", "ADMIN"},
    FieldClass.STAFF: {"RUNS", "ADMIN"},
    FieldClass.PSEUDONYMOUS: {*LOOKING_AFTER, "FELLOW", "MENTEE", "MENTOR_OF_FELLOW", "ADMIN"},
    FieldClass.NETWORK_IDENTITY: {*LOOKING_AFTER, "SHOWN"},
    FieldClass.WORK: LOOKING_AFTER,
    FieldClass.WORDS: {*LOOKING_AFTER, "FELLOW"},
    FieldClass.PERSONAL: {"SELF"},
    FieldClass.CONTACT: {"SELF"},
    FieldClass.BORROWED: set(),
    FieldClass.SECRET: set(),
}
"""Class → what somebody must be to whom (or to what) the field belongs, to read it."""
MORE_READERS = {"store.Receipt.body": {"FELLOW"}}
"""Who is asked to look at a pass of the twinome sees the posts that it rests on."""


class Source(NamedTuple):
    """Where a canary stands. ``owner``: a person by first name, or a cohort."""

    field: str
    field_class: FieldClass
    owner: str


class Leak(NamedTuple):
    """Somebody was told what is not for them."""

    reader: str
    field: str
    owner: str


def searched_fields() -> set[str]:
    """The fields in which there must be a canary: text that is somebody's, and not a word of the engine's."""
    fields = registered_fields()
    return {
        f"{label}.{name}"
        for label, found in MODELS.items()
        for name, policy in found.fields().items()
        if policy.field_class in SEARCHED
        and policy.protection is not Protection.FRAMEWORK
        and name not in found.vocabulary
        and isinstance(fields[f"{label}.{name}"], (CharField, TextField, JSONField))
    } - TOO_SHORT.keys()


@dataclass(frozen=True)
class Canaries:
    """``sources``: canary → where it stands, of all that somebody may read; ``secrets``: what nobody may → what it is.

    What was generated (a code, a digest, a key) is a canary as a whole; all else has a token in it.
    """

    sources: dict[str, list[Source]]
    secrets: dict[str, str]

    def found_in(self, text: str) -> set[str]:
        """The canaries that stand in a text, however it is written."""
        plain = f"{text}\n{html.unescape(text)}\n{unquote(text)}"
        tokens = set(_TOKEN.findall(plain.lower())) & self.sources.keys()
        whole = {one for one in (*self.secrets, *self.sources) if not one.startswith("cnry") and one in plain}
        return tokens | whole

    def fields_in(self, text: str, owner: str) -> set[str]:
        """The fields of that owner of which a canary stands in the text."""
        found = self.found_in(text)
        return {source.field for one in found for source in self.sources.get(one, ()) if source.owner == owner}

    def leaks(self, reader: str | None, text: str, asked: str = "", told: Collection[str] = ()) -> set[Leak]:
        """What in this text is not for that reader (None: for nobody who is signed in). ``asked``: what the reader has
        sent, which is no news to them; ``told``: fields that whoever asks for this is told."""
        leaked = set()
        for one in self.found_in(text) - self.found_in(asked):
            sources = self.sources.get(one, [])
            if one in self.secrets:
                leaked.add(Leak(reader or "nobody", self.secrets[one], ""))
            elif not any(source.field in told or may_read(reader, source) for source in sources):
                leaked.add(Leak(reader or "nobody", sources[0].field, sources[0].owner))
        return leaked


def harvest(world: World) -> Canaries:
    """All canaries of the world, from the tables themselves."""
    sources: dict[str, list[Source]] = {}
    secrets = {secret: what for what, secret in world.secrets.items()}
    for name in sorted(searched_fields()):
        label, column = name.rsplit(".", 1)
        policy = MODELS[label].fields()[column]
        for owner, value in _values(world, label, column, policy.field_class):
            for text in _texts(value):
                if policy.field_class is FieldClass.SECRET:
                    secrets |= dict.fromkeys(_TOKEN.findall(text) or [text], name)
                    continue
                for token in [text] if name in GENERATED else _TOKEN.findall(text.lower()):
                    sources.setdefault(token, []).append(Source(name, policy.field_class, owner))
    return Canaries(sources, secrets)


def _values(world: World, label: str, column: str, field_class: FieldClass) -> Iterator[tuple[str, Any]]:
    """Whose it is, and what stands in the field, of all rows."""
    names = {user: who for who, user in world.users.items()}
    way = MODELS[label].subject or "pk"
    owners: Mapping[Any, str] = names
    if field_class in (FieldClass.COHORT, FieldClass.STAFF):
        way, owners = "pk" if label == "store.Cohort" else "cohort", {pk: name for name, pk in world.cohorts.items()}
    elif way.startswith("@"):
        accounts = models.Account.objects.filter(user__isnull=False).values_list("external_id", "user")
        owners = {external_id: names[user] for external_id, user in accounts if user}
    for key, value in registered_models()[label]._default_manager.values_list(way.removeprefix("@"), column):
        yield owners.get(key, ""), value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def may_read(reader: str | None, source: Source) -> bool:
    """Whether the reader is something to the owner that lets them read this."""
    readers = READERS[source.field_class] | MORE_READERS.get(source.field, set())
    return bool(readers & relations(reader, source.owner))


def relations(reader: str | None, owner: str) -> set[str]:
    """What the reader is to a person, or to a cohort."""
    if owner in ("north", "south", "open"):
        role = {"north": NORTH, "south": SOUTH, "open": {}}[owner].get(reader or "")
        found = {"INSIDE"} if role or owner == "open" else set()
        found |= {"RUNS"} if role == "facilitator" else set()
    else:
        found = _to_person(reader or "", owner) if reader else set()
    return found | ({"ADMIN"} if reader == ROLES["AD"] else set())


def _to_person(reader: str, owner: str) -> set[str]:
    found = {"SELF"} if reader == owner else set()
    if any(reader in names and owner in names for names in TWINOMES):
        found.add("FELLOW")
        if owner in MENTORED:  # those who own what is asked for show their accounts
            found.add("SHOWN")
    if MENTORED.get(owner) == reader:
        found.add("MENTOR")
    if MENTORED.get(reader) == owner:
        found.add("MENTEE")
    if any(owner in names and MENTORED.get(one) == reader for names in TWINOMES for one in names):
        found.add("MENTOR_OF_FELLOW")
    for cast in (NORTH, SOUTH):
        if cast.get(reader) == "facilitator" and owner in cast:
            found.add("FACILITATOR")
    return found
