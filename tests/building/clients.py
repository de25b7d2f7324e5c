"""Browsers without scripts, for the pages and the API."""

from django.test import Client

from mooc.store import models


def client_of(user: int, language: str = "") -> Client:
    """A browser in which that user is signed in. Where a language is given, everybody reads in it from now on."""
    if language:
        models.User.objects.update(language=language)
    client = Client()
    client.force_login(models.User.objects.get(pk=user))
    return client
