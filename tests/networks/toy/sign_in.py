"""Signing in at a loft: it asks the person, and sends them back with the id of their bird as a code."""

from collections.abc import Mapping
from urllib.parse import urlencode

from mooc.core.facts.profiles import AccountProfile
from mooc.linking.refusal import CannotLink, Refusal
from mooc.linking.sign_in import SignInServices, authorization_code
from tests.networks.toy.capabilities import NETWORK
from tests.networks.toy.loft import LOFTS
from tests.networks.toy.spec import PigeonSettings


class PigeonSignIn:
    def __init__(self, settings: PigeonSettings, services: SignInServices) -> None:
        self._loft, self._services = LOFTS[settings.pigeon_loft], services

    def begin(self, redirect_uri: str, server: str) -> tuple[str, Mapping[str, str]]:
        return f"https://loft.example/agree?{urlencode({'back': redirect_uri, 'state': 'coop'})}", {"state": "coop"}

    def finish(self, redirect_uri: str, pending: Mapping[str, str], query: str) -> AccountProfile:
        with self._services.in_time(""):
            ring = authorization_code(query, pending["state"])
        if ring not in self._loft.rings:
            raise CannotLink(Refusal.NO_ACCOUNT)
        return AccountProfile(NETWORK, ring, self._loft.rings[ring])


def open_sign_in(settings: PigeonSettings, services: SignInServices) -> PigeonSignIn:
    return PigeonSignIn(settings, services)
