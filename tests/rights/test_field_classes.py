"""Every field of every table has a class and a fate, and both are true."""

from collections import Counter

import pytest
from django.db import models as orm
from encrypted_fields.fields import EncryptedTextField

from mooc.core.privacy import PERSONAL_CLASSES, ErasureFate, FieldClass, Protection
from mooc.store.policy.field_classes import MODELS
from tests.rights.fields import foreign_keys, policies, registered_fields, registered_models

READABLE_SECRETS = {
    "account.EmailConfirmation.key": "nothing is stored: the key in a mail is signed (ACCOUNT_EMAIL_CONFIRMATION_HMAC)",
    "sessions.Session.session_key": "Django looks sessions up by it; whoever reads the database may take them over",
    "sessions.Session.session_data": "signed, not encrypted: a user's id and a hash of the password's hash",
}
"""Secrets that whoever reads the database can read, and why that is so."""
ABOUT_NOBODY = {
    "store.GateBucket": "the number of an account's key, by which requests are counted until the window is over",
}
"""Tables that hold what is personal and have no way to the person, and why that is so."""


def test_each_field_has_a_class_and_each_class_a_field() -> None:
    assert set(policies()) == set(registered_fields())


def test_no_field_has_two_classes() -> None:
    named = Counter(
        f"{label}.{name}" for label, found in MODELS.items() for names in found.classes.values() for name in names
    )
    assert [name for name, times in named.items() if times > 1] == []


def test_what_is_said_of_a_field_besides_is_of_a_field() -> None:
    for label, found in MODELS.items():
        assert {*found.fates, *found.protection, *found.vocabulary} <= found.fields().keys(), label


@pytest.mark.parametrize("protection", [Protection.HASHED, Protection.ENCRYPTED, Protection.FRAMEWORK])
def test_secrets_are_hashed_or_encrypted(protection: Protection) -> None:
    fields = registered_fields()
    secrets = {name for name, policy in policies().items() if policy.protection is protection}
    encrypted = {name for name, field in fields.items() if isinstance(field, EncryptedTextField)}
    if protection is Protection.ENCRYPTED:
        assert secrets == encrypted
    elif protection is Protection.FRAMEWORK:
        assert secrets == READABLE_SECRETS.keys()
    else:
        assert {name.rsplit(".", 1)[1] for name in secrets} == {"password", "digest", "token"}


def test_each_secret_says_how_it_is_stored_and_nothing_else_does() -> None:
    for name, policy in policies().items():
        assert (policy.protection is not None) == (policy.field_class is FieldClass.SECRET), name


def test_a_field_that_leads_to_somebody_is_personal() -> None:
    """That two rows belong together says something where one of them is about a person."""
    people = {label for label, found in MODELS.items() if found.subject and not found.subject.startswith("@")}
    for name, field in foreign_keys().items():
        target = field.related_model
        if target._meta.label in people - {"store.Poll"} and name in policies():
            assert policies()[name].field_class in PERSONAL_CLASSES, name


def test_no_text_of_a_table_about_people_is_of_the_engine_alone() -> None:
    """What somebody could have typed is not hidden among the counters."""
    fields, allowed = registered_fields(), {*PERSONAL_CLASSES, FieldClass.SECRET}
    for name, policy in policies().items():
        label, column = name.rsplit(".", 1)
        about_people = MODELS[label].subject and not MODELS[label].subject.startswith("@")
        typed = isinstance(fields.get(name), (orm.TextField, orm.JSONField, orm.CharField))
        if about_people and typed and column not in MODELS[label].vocabulary:
            assert policy.field_class in allowed, name


def test_what_the_database_does_is_what_is_said() -> None:
    """CASCADE and SET_NULL stand in the models; the fates may not say otherwise."""
    for name, field in foreign_keys().items():
        label, column = name.rsplit(".", 1)
        if name not in policies():
            continue
        on_delete = field.remote_field.on_delete
        is_the_way = MODELS[label].subject.split("__")[0] == column
        fate = policies()[name].fate
        if fate is ErasureFate.DETACHED:
            assert on_delete is orm.SET_NULL, name
        elif fate is ErasureFate.KEPT:
            assert on_delete is orm.DO_NOTHING and not field.db_constraint, f"{name}: a key that outlives its row"
        elif is_the_way:
            assert on_delete is orm.CASCADE and fate is ErasureFate.CASCADES, name
        else:
            assert on_delete is not orm.SET_NULL, f"{name}: a key that is cut is DETACHED"


@pytest.mark.parametrize("label", sorted(MODELS))
def test_the_way_to_the_person_can_be_walked(label: str, db: None) -> None:
    way = MODELS[label].subject.removeprefix("@")
    if way:
        assert list(registered_models()[label]._default_manager.values_list(way)) == []


def test_a_row_about_somebody_does_not_stay() -> None:
    for label, found in MODELS.items():
        for name, policy in found.fields().items():
            if found.subject and policy.field_class in PERSONAL_CLASSES:
                assert policy.fate is not ErasureFate.STAYS, f"{label}.{name}"


def test_a_table_that_holds_what_is_personal_has_a_way_to_the_person() -> None:
    """Else it were outside of the export, and whatever is asked of rows about somebody would be asked of none."""
    without = {
        label
        for label, found in MODELS.items()
        if not found.subject and any(policy.field_class in PERSONAL_CLASSES for policy in found.fields().values())
    }
    assert without == ABOUT_NOBODY.keys()


def test_what_is_kept_has_a_reason_and_a_reason_keeps_something() -> None:
    keeping = {
        label
        for label, found in MODELS.items()
        if ErasureFate.KEPT in {policy.fate for policy in found.fields().values()}
    }
    assert keeping == {"store.AuditEntry"}
    assert keeping == {label for label, found in MODELS.items() if found.keep_reason}


def test_what_is_exported_is_personal_and_never_secret() -> None:
    exported = {name for name, policy in policies().items() if policy.is_exported}
    assert {"store.User.email", "store.Text.body", "store.Review.comment", "store.Receipt.body"} <= exported
    assert {"store.AuditEntry.kind", "store.AuditEntry.at", "store.AuditEntry.actor"} <= exported
    assert not {
        name for name in exported if policies()[name].field_class in {FieldClass.SECRET, FieldClass.OPERATIONAL}
    }
