"""The Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Models live in ``mooc.store.models``; the app's label is ``store``."""

    name = "mooc.store"
    label = "store"
