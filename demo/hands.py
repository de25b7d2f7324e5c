"""The hands of the demo's people: the pages' forms and the API over HTTP, and the made-up network's own API."""

from collections.abc import Callable
from typing import Any

import requests

from demo.agreeing import agree
from mooc.simulation.people import Persona
from mooc.simulation.worlds import Event

SECONDS = 30.0
NETWORK = "x"
"""The network on which the demo plays."""
DOMAIN = "demo.example"
"""Where the demo's people have their mail: it is reserved and receives none (RFC 2606)."""


class RequestRefused(Exception):
    """The site or the network did not do what was asked of it: which address, and the status."""


class HttpSite:
    """What people do on the site at ``address``. ``door``: e-mail → path of a sign-in link; ``password``: everybody's,
    for it is printed on the screen, on one's own machine."""

    def __init__(self, address: str, door: Callable[[str], str], password: str) -> None:
        self._address, self._door, self._password = address, door, password
        self._browsers: dict[str, requests.Session] = {}
        self._cohort = 0

    def invite(self, facilitator: Persona, role: str, uses: int) -> str:
        """By the API."""
        created = self._api(
            facilitator, "POST", f"cohorts/{self.cohort(facilitator)}/invitations", role=role, uses=uses
        )
        return str(created["secret"])

    def sign_up(self, persona: Persona, invitation: str) -> None:
        """By the form that the invitation's link opens."""
        browser, page = _browser(persona), f"{self._address}/join/{invitation}/"
        _checked(browser.get(page, timeout=SECONDS))
        form = {
            "name": persona.handle,
            "email": persona.email(DOMAIN),
            "password1": self._password,
            "zone": persona.zone,
            "csrfmiddlewaretoken": browser.cookies["csrf"],
        }
        answer = browser.post(page, form, timeout=SECONDS, allow_redirects=False)
        if not answer.is_redirect:
            raise RequestRefused(f"{page}: {answer.status_code}")

    def link(self, persona: Persona) -> None:
        """By signing in on the network, as everybody does who links an account there."""
        consent = self._api(persona, "GET", "consent")["consent"]
        begun = self._api(persona, "POST", f"accounts/{NETWORK}/begin", consent=consent)
        self._api(persona, "POST", f"accounts/{NETWORK}/finish", query=agree(begun["url"], persona.account))

    def pair(self, facilitator: Persona) -> None:
        """By the API."""
        self._api(facilitator, "POST", f"cohorts/{self.cohort(facilitator)}/twinomes")

    def show_roster(self, facilitator: Persona) -> None:
        """Let the learners see who is in the cohort."""
        self._api(facilitator, "PATCH", f"cohorts/{self.cohort(facilitator)}/settings", shows_roster=True)

    def cohort(self, persona: Persona) -> int:
        """The one cohort that there is."""
        if not self._cohort:
            self._cohort = self._api(persona, "GET", "cohorts")["items"][0]["id"]
        return self._cohort

    def _api(self, persona: Persona, method: str, path: str, **body: object) -> Any:
        """What the API answers, None if it has nothing to say. Raises Refused."""
        browser = self._signed_in(persona)
        headers = {"X-CSRFToken": browser.cookies["csrf"]}
        sent = None if method == "GET" else body
        answer = browser.request(method, f"{self._address}/api/v1/{path}", json=sent, headers=headers, timeout=SECONDS)
        return _checked(answer).json() if answer.content else None

    def _signed_in(self, persona: Persona) -> requests.Session:
        if persona.handle not in self._browsers:
            browser = self._browsers[persona.handle] = _browser(persona)
            _checked(browser.get(self._address + self._door(persona.email(DOMAIN)), timeout=SECONDS))
            _checked(browser.get(f"{self._address}/me/preferences/", timeout=SECONDS))  # its form hands out the token
        return self._browsers[persona.handle]


class HttpNetwork:
    """What people do on the made-up network at ``address``, by the paths of X's own API. ``token``: account → the
    token of the app in which that person acts."""

    def __init__(self, address: str, token: Callable[[str], str]) -> None:
        self._address, self._token = address, token
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment is for the internet
        self._ids: dict[str, str] = {}

    def knows(self, posts: dict[str, str]) -> None:
        """Posts that are there already: name → id."""
        self._ids |= posts

    def post(self, account: str, event: Event) -> None:
        """https://docs.x.com/x-api/posts/create-post"""
        text = " ".join([event.text, *(f"#{tag}" for tag in event.tags)])
        body: dict[str, object] = {"text": text}
        if event.reply_to:
            body["reply"] = {"in_reply_to_tweet_id": self._ids[event.reply_to]}
        if event.quote_of:
            body["quote_tweet_id"] = self._ids[event.quote_of]
        created = self._ask("POST", account, "tweets", body)
        self._ids[event.object] = str(created["data"]["id"])

    def delete(self, account: str, post: str) -> None:
        """https://docs.x.com/x-api/posts/delete-post"""
        self._ask("DELETE", account, f"tweets/{self._ids[post]}")

    def repost(self, account: str, post: str) -> None:
        """https://docs.x.com/x-api/users/repost-post"""
        self._ask("POST", account, f"users/{account}/retweets", {"tweet_id": self._ids[post]})

    def follow(self, account: str, target: str) -> None:
        """https://docs.x.com/x-api/users/follow-user"""
        self._ask("POST", account, f"users/{account}/following", {"target_user_id": target})

    def unfollow(self, account: str, target: str) -> None:
        """https://docs.x.com/x-api/users/unfollow-user"""
        self._ask("DELETE", account, f"users/{account}/following/{target}")

    def _ask(self, method: str, account: str, path: str, body: dict[str, object] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token(account)}"}
        answer = self._session.request(method, f"{self._address}/2/{path}", json=body, headers=headers, timeout=SECONDS)
        return _checked(answer).json()


def _browser(persona: Persona) -> requests.Session:
    browser = requests.Session()
    browser.trust_env = False  # a proxy of the environment is for the internet
    browser.headers["Accept-Language"] = persona.language
    return browser


def _checked(answer: requests.Response) -> requests.Response:
    if not answer.ok:
        raise RequestRefused(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:200]}")
    return answer
