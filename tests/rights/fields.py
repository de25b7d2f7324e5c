"""The fields that Django knows of, beside those that ``mooc.store.policy.field_classes`` speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from mooc.core.privacy import FieldPolicy
from mooc.store.policy.field_classes import MODELS


def registered_models() -> dict[str, type[Model]]:
    """Label → model, of all apps, the tables between two models included."""
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def registered_fields() -> dict[str, Field[Any, Any]]:
    """``app.Model.field`` → the field, of all models."""
    return {
        f"{label}.{field.name}": field
        for label, model in registered_models().items()
        for field in model._meta.get_fields()
        if isinstance(field, Field)
    }


def policies() -> Mapping[str, FieldPolicy]:
    """``app.Model.field`` → what holds for it."""
    return {f"{label}.{name}": policy for label, found in MODELS.items() for name, policy in found.fields().items()}


def foreign_keys() -> dict[str, ForeignKey[Any, Any]]:
    """Those that lead from one table to another (a one-to-one, too)."""
    return {name: field for name, field in registered_fields().items() if isinstance(field, ForeignKey)}
