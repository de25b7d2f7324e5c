"""Each resource of the matrix has its rules once, in the module of its subject; what no row meets stays so."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from django.db.models import Q

import mooc.store
from mooc.store import models, policy
from mooc.store.policy.policy import visible
from mooc.store.policy.relations import NoRows, admin, no_rows, via_member, via_user
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import RULES, RegisteredTwice, register
from tests.building.cast import NOW, Actor

SUBJECTS = {
    name: module.RULES
    for _, name, _ in pkgutil.iter_modules(policy.__path__)
    if name not in ("policy", "rules") and hasattr(module := import_module(f"{policy.__name__}.{name}"), "RULES")
}
"""Subject → its rules: of every module that has some, entered or not."""


def test_each_resource_has_its_rules_once() -> None:
    named = [resource for rules in SUBJECTS.values() for resource in rules]
    assert sorted(named) == sorted(Resource)


def test_all_subjects_are_entered() -> None:
    assert {resource: rules for subject in SUBJECTS.values() for resource, rules in subject.items()} == RULES


def test_a_subject_is_called_as_elsewhere_in_the_store() -> None:
    elsewhere = [path for path in Path(mooc.store.__path__[0]).rglob("*") if "policy" not in path.parts]
    assert SUBJECTS.keys() <= {path.stem for path in elsewhere}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_rule_stands_in_the_module_of_its_subject(subject: str) -> None:
    """Or in the words that all of them share."""
    allowed = {f"{policy.__name__}.{name}" for name in (subject, "relations", "rules")}
    for rules in SUBJECTS[subject].values():
        for rule in (rules.read, rules.write, rules.delete or rules.write, rules.acknowledged):
            assert rule.__module__ in allowed


def test_a_resource_is_not_entered_twice() -> None:
    before = dict(RULES)
    with pytest.raises(RegisteredTwice, match=Resource.TOKEN):
        register({Resource.TOKEN: RULES[Resource.TOKEN]})
    assert before == RULES


class TestNoRows:
    """As a value: a fresh one is as good as another, and leaves no trace in what it is joined with."""

    condition = Q(user=1)

    def test_it_adds_nothing(self) -> None:
        assert no_rows() | self.condition == self.condition
        assert self.condition | no_rows() == self.condition

    def test_it_takes_all(self) -> None:
        for condition in (no_rows() & self.condition, self.condition & no_rows(), no_rows() | no_rows()):
            assert isinstance(condition, NoRows)
        assert isinstance(via_member(no_rows()), NoRows)
        assert isinstance(via_user(no_rows() & self.condition), NoRows)

    @pytest.mark.django_db
    def test_the_opposite_is_every_row(self) -> None:
        models.User.objects.create(email="ada@cast.example", name="ada")
        rows = models.User.objects.all()
        assert list(rows.filter(no_rows())) == []
        everybody = (~no_rows(), ~no_rows() | Q(name="bea"), Q(name="bea") | ~no_rows(), no_rows() | ~no_rows())
        for condition in everybody:
            assert not isinstance(condition, NoRows)
            assert rows.filter(condition).count() == 1

    def test_an_admin_sees_all_and_nobody_else_by_that(self) -> None:
        assert isinstance(admin(Actor(1, False, NOW)), NoRows)
        assert not isinstance(admin(Actor(1, True, NOW)), NoRows)

    @pytest.mark.parametrize("resource", Resource)
    def test_who_is_known_to_be_in_no_cohort_asks_for_no_row_of_a_class(self, resource: Resource) -> None:
        """Rows of a member that only a role shows, and who has none: no query need be made."""
        nobody = Actor(None, False, NOW, roles=())
        if RULES[resource].model in (models.Member, models.Review, models.Confirmation):
            assert isinstance(visible(nobody, resource), NoRows)
