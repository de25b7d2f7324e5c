"""What is sent with the requests of the matrix, and what stands for the placeholders of their addresses."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: Mapping[str, str] = MappingProxyType({})
POST = "https://bsky.app/profile/ada.example/post/1"
NEW = "another word to come in with"
RESET = "accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
EMAIL, TITLE = ("account.EmailAddress.email", "store.User.email"), ("store.Cohort.title",)


class Sent(NamedTuple):
    """``body``: JSON for the API, the fields of a form for a page; ``$name`` and ``params`` (placeholder → name):
    what stands for it in ``tests.rights.world``. ``query``: behind the ? of the address. ``tells``: fields that whoever
    holds the secret in the address is told, be it who it is."""

    body: Any = None
    params: Mapping[str, str] = NOTHING
    query: Mapping[str, str] = NOTHING
    tells: tuple[str, ...] = ()


SENT: Mapping[str, Sent] = {
    "POST /cohorts": Sent(
        body={
            "course": "first-steps",
            "slug": "east",
            "title": "East",
            "start": "2026-12-01T08:00:00+01:00",
            "zone": "Europe/Paris",
            "networks": ["bluesky"],
        }
    ),
    "PATCH /cohorts/{cohort}/settings": Sent(body={"title": "Another title"}),
    "PUT /cohorts/{cohort}/budgets/{network}": Sent(body={"usd": 20, "requests": 5000}),
    "POST /cohorts/{cohort}/join": Sent(params={"cohort": "open"}),
    "POST /join": Sent(body={"secret": "$invitation"}),
    "POST /cohorts/{cohort}/invitations": Sent(body={"role": "mentor", "days": 3}),
    "DELETE /invitations/{invitation}": Sent(params={"invitation": "invitation_row"}),
    "POST /cohorts/{cohort}/mentorings": Sent(body={"mentor": "$mentor", "learner": "$learner"}),
    "PATCH /cohorts/{cohort}/mentoring": Sent(body={"by_hand": True}),
    "POST /cohorts/{cohort}/mentors/give": Sent(body={"members": ["$learner"], "mentor": "$mentor"}),
    "POST /cohorts/{cohort}/mentors/spread": Sent(body={"evenly": True}),
    "POST /cohorts/{cohort}/twinomes": Sent(body={"size": 3, "anew": True}),
    "POST /members/{member}/links": Sent(body={"challenge": "post", "url": POST}),
    "POST /members/{member}/confirmations": Sent(body={"challenge": "follow", "url": POST}),
    "POST /cohorts/{cohort}/meetings": Sent(body={"meeting_code": "$code"}),
    "POST /members/{member}/reviews": Sent(body={"challenge": "post", "note": "Look at the second one"}),
    "POST /reviews/{review}": Sent(body={"decision": "approved", "comment": "Well done"}),
    "PATCH /accounts/{account}": Sent(body={"shared_with_twinome": False}),
    "POST /accounts/{network}/code": Sent(
        body={"handle": "somebody.example", "consent": "2026-11"}, params={"network": "bluesky"}
    ),
    "POST /accounts/{network}/confirm": Sent(params={"network": "bluesky"}),
    "POST /accounts/{network}/begin": Sent(body={"consent": "2026-11"}, params={"network": "x"}),
    "POST /accounts/{network}/finish": Sent(body={"query": "state=a&code=b"}, params={"network": "x"}),
    "PATCH /me": Sent(body={"name": "Another name"}),
    "POST /tokens": Sent(body={"label": "my script"}),
    "POST accounts/login/": Sent(body={"login": "$email", "password": "$password"}),
    "GET accounts/confirm-email/<str:key>/": Sent(params={"key": "confirm_key"}, tells=EMAIL),
    "POST accounts/confirm-email/<str:key>/": Sent(params={"key": "confirm_key"}, tells=EMAIL),
    "POST accounts/password/change/": Sent(body={"oldpassword": "$password", "password1": NEW, "password2": NEW}),
    "POST accounts/password/reset/": Sent(body={"email": "$email"}),
    f"GET {RESET}": Sent(params={"key": "reset_key"}),
    f"POST {RESET}": Sent(body={"password1": NEW, "password2": NEW}, params={"key": "reset_key"}),
    "GET join/<str:secret>/": Sent(tells=TITLE),
    "POST join/<str:secret>/": Sent(
        body={"name": "Somebody new", "email": "new@cast.example", "password1": NEW}, tells=TITLE
    ),
    "GET join/<str:secret>/<str:token>/": Sent(params={"token": "mail_token"}, tells=TITLE),
    "POST join/<str:secret>/<str:token>/": Sent(
        body={"name": "Somebody new", "password1": NEW}, params={"token": "mail_token"}, tells=TITLE
    ),
    "GET enter/<str:token>": Sent(params={"token": "demo_token"}),
    "POST language/": Sent(body={"language": "fr"}),
    "POST me/accounts/<slug:network>/code/": Sent(
        body={"handle": "somebody.example", "consent": "on", "version": "2026-11"}
    ),
    "POST me/accounts/<slug:network>/begin/": Sent(
        body={"consent": "on", "version": "2026-11"}, params={"network": "x"}
    ),
    "GET me/accounts/<slug:network>/callback/": Sent(params={"network": "x"}),
    "POST me/accounts/<int:account>/share/": Sent(body={"shared": "no"}),
    "POST me/preferences/": Sent(body={"language": "fr", "zone": "Europe/Paris"}),
    "POST me/keys/": Sent(body={"name": "my script", "days": "30"}),
    "POST cohorts/new/": Sent(
        body={
            "title": "East",
            "start": "2026-12-01T08:00",
            "zone": "Europe/Paris",
            "hashtag": "east",
            "networks": "bluesky",
        },
        query={"course": "first-steps"},
    ),
    "POST cohorts/<slug:name>/challenges/<slug:challenge>/links/": Sent(body={"url": POST}),
    "POST cohorts/<slug:name>/invitations/": Sent(body={"role": "learner"}),
    "POST cohorts/<slug:name>/invitations/<int:invitation>/end/": Sent(params={"invitation": "invitation_row"}),
    "POST cohorts/<slug:name>/mentors/give/": Sent(body={"learner": "$learner", "mentor": "$mentor"}),
    "POST cohorts/<slug:name>/mentors/spread/": Sent(body={"evenly": "yes"}),
    "POST cohorts/<slug:name>/mentors/by-hand/": Sent(body={"by_hand": "no"}),
    "POST cohorts/<slug:name>/budget/<slug:network>/": Sent(body={"usd": "20", "requests": "5000"}),
    "POST cohorts/<slug:name>/challenges/<slug:challenge>/confirm/<int:member>/": Sent(body={"url": POST}),
    "POST cohorts/<slug:name>/challenges/<slug:challenge>/withdraw/": Sent(
        body={"confirmation": "$confirmation"}, params={"challenge": "word"}
    ),
    "POST cohorts/<slug:name>/challenges/<slug:challenge>/code/": Sent(params={"challenge": "meet"}),
    "POST cohorts/<slug:name>/challenges/<slug:challenge>/meet/": Sent(
        body={"code": "$code"}, params={"challenge": "meet"}
    ),
    "POST cohorts/<slug:name>/challenges/<slug:challenge>/again/": Sent(body={"note": "Look at the second one"}),
    "POST cohorts/<slug:name>/reviews/<int:review>/": Sent(body={"answer": "approved", "comment": "Well done"}),
}
