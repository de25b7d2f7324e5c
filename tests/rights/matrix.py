"""The permission matrix: every operation of the API and every page, for each of ten roles.

Columns: AN nobody who is signed in; ME the learner whose things are asked for; PE a learner of the same cohort, not of
the same twinome; OC a learner of another cohort; TW of the same twinome; M+ the mentor of that learner; M- another
mentor of the cohort; FA and FX the facilitator of this and of another cohort; AD the site admin.

Answers: a status; ``log``: a page that leads to the sign-in. 401 or ``log``: who are you? 404: nothing that you may
see. 403: you may see it, or what it belongs to, but not do this. What is sent stands in ``tests.rights.sent``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.building.cast import ROLES
from tests.rights.sent import SENT, Sent

COLUMNS = ("AN", *ROLES)
GRANTS: Mapping[int, str] = {
    0: "The door: signing in and out, the language of the pages: everybody",
    1: "The catalogue of published lessons: everybody",
    3: "The public page of a cohort: its members and admins; everybody, of an open one",
    4: "Coming in and the enrolment of one learner: who is invited; the learner, the mentor, who facilitates, admins",
    5: "The roster: by pseudonym, each as far as they may know the others",
    6: "One's own profile: oneself; the pseudonym: who may know one in the cohort",
    7: "Address and password: oneself",
    8: "A linked account: its owner, mentor and facilitator; the twinome, if its owner shows it",
    9: "Keys: their owner, who never reads one again; an admin may end one",
    10: "Progress and evidence: the learner, the mentor, who facilitates",
    11: "Receipts: the learner, the mentor, who facilitates",
    13: "To ask for a new check: the learner, the mentor, who facilitates, admins",
    16: "Twinomes: their members and mentor, who facilitates, admins",
    19: "Who mentors whom: the two, who facilitates, admins",
    20: "A cohort's settings and texts: its members; who facilitates and admins change them",
    21: "The cohort as a whole: in numbers its members; by learner those who answer for them",
    25: "What happened among people: each about himself or herself; who facilitates, of the cohort; admins",
    28: "Whether the process answers: everybody",
    29: "Whether it is ready: admins, and the machine itself",
    31: "Another look at a pass: asked by the learner, answered by whom the course asks, who facilitates",
    32: "A person's word on a verdict: the learner and the twinome read it; who gave it takes it back",
    34: "The mentor's desk: the mentor, who facilitates",
    45: "Invitations: who facilitates, admins",
    46: "Budgets and the health of networks: who facilitates, admins",
}
"""Row of the permission matrix → what it grants, and to whom; what is not granted is refused."""


@dataclass(frozen=True)
class Row:
    """``route``: of the API as OpenAPI writes it, with its slash; of a page as the URLconf. ``rule``: see GRANTS."""

    method: str
    route: str
    rule: int
    answers: tuple[str, ...]
    sent: Sent

    def __str__(self) -> str:
        return f"{self.method} {self.route or HOME}"

    @property
    def is_page(self) -> bool:
        """Whether it is asked by a browser."""
        return not self.route.startswith("/")

    @property
    def is_unsafe(self) -> bool:
        """Whether it may change something."""
        return self.method not in ("GET", "HEAD")

    @property
    def expects(self) -> dict[str, str]:
        """Column → answer."""
        return dict(zip(COLUMNS, self.answers, strict=True))


HOME = "(home)"
API = """
AN  ME  PE  OC  TW  M+  M-  FA  FX  AD RULE
200 200 200 200 200 200 200 200 200 200  1 GET    /courses
200 200 200 200 200 200 200 200 200 200  1 GET    /courses/{course}
200 200 200 200 200 200 200 200 200 200  3 GET    /cohorts
401 403 403 403 403 403 403 201 201 201 20 POST   /cohorts
401 200 200 404 200 200 200 200 404 200  3 GET    /cohorts/{cohort}
401 200 200 404 200 200 200 200 404 200 20 GET    /cohorts/{cohort}/settings
401 403 403 404 403 403 403 200 404 200 20 PATCH  /cohorts/{cohort}/settings
401 200 200 404 200 200 200 200 404 200 20 GET    /cohorts/{cohort}/challenges
401 200 200 404 200 200 200 200 404 200 20 GET    /cohorts/{cohort}/texts
401 200 200 404 200 200 200 200 404 200 21 GET    /cohorts/{cohort}/dashboard
401 403 403 404 403 403 403 200 404 200 46 GET    /cohorts/{cohort}/budgets
401 403 403 404 403 403 403 200 404 200 46 PUT    /cohorts/{cohort}/budgets/{network}
401 403 403 404 403 403 403 200 404 200 46 GET    /cohorts/{cohort}/forecast
401 403 403 404 403 403 403 200 404 200 46 GET    /cohorts/{cohort}/ledger
401 403 403 404 403 200 200 200 404 403 21 GET    /cohorts/{cohort}/grid
401 403 403 404 403 200 200 200 404 403 34 GET    /cohorts/{cohort}/needs
401 200 200 404 200 200 200 200 404 200  5 GET    /cohorts/{cohort}/members
401 201 201 201 201 201 201 201 201 201  4 POST   /cohorts/{cohort}/join
401 201 201 201 201 201 201 201 201 201  4 POST   /join
401 403 403 404 403 403 403 200 404 200 45 GET    /cohorts/{cohort}/invitations
401 403 403 404 403 403 403 201 404 201 45 POST   /cohorts/{cohort}/invitations
401 404 404 404 404 404 404 204 404 204 45 DELETE /invitations/{invitation}
401 200 200 404 200 200 200 200 404 200 19 GET    /cohorts/{cohort}/mentorings
401 403 403 404 403 403 403 201 404 201 19 POST   /cohorts/{cohort}/mentorings
401 403 403 404 403 403 403 200 404 200 19 GET    /cohorts/{cohort}/mentors
401 403 403 404 403 403 403 200 404 200 19 GET    /cohorts/{cohort}/mentoring
401 403 403 404 403 403 403 200 404 200 19 PATCH  /cohorts/{cohort}/mentoring
401 403 403 404 403 403 403 200 404 200 19 POST   /cohorts/{cohort}/mentors/give
401 403 403 404 403 403 403 200 404 200 19 POST   /cohorts/{cohort}/mentors/spread
401 403 404 404 404 403 404 204 404 204 19 DELETE /mentorings/{mentoring}
401 200 200 404 200 200 200 200 404 200 16 GET    /cohorts/{cohort}/twinomes
401 403 403 404 403 403 403 204 404 403 16 POST   /cohorts/{cohort}/twinomes
401 200 403 404 200 200 404 200 404 200 16 GET    /twinomes/{twinome}
401 200 403 404 200 200 404 200 404 200  5 GET    /members/{member}
401 200 404 404 404 200 404 200 404 200  4 GET    /members/{member}/enrolment
401 204 404 404 404 403 404 204 404 204  4 DELETE /members/{member}/enrolment
401 200 403 404 200 200 404 200 404 200 16 GET    /members/{member}/twinome
401 200 403 404 403 200 404 200 404 403 10 GET    /members/{member}/verdicts
401 200 403 404 403 200 404 200 404 403 10 GET    /members/{member}/verdicts/{challenge}
401 200 403 404 403 200 404 200 404 403 10 GET    /members/{member}/badges
401 202 404 404 404 202 404 202 404 202 13 POST   /members/{member}/verdicts/{challenge}/recheck
401 200 404 404 404 200 404 200 404 403 11 GET    /members/{member}/receipts
401 200 404 404 404 200 404 200 404 403 10 GET    /members/{member}/links
401 201 404 404 404 403 404 403 404 403 10 POST   /members/{member}/links
401 200 404 404 200 200 404 200 404 403 32 GET    /members/{member}/confirmations
401 403 404 404 201 403 404 403 404 403 32 POST   /members/{member}/confirmations
401 200 200 404 200 200 200 200 404 200 32 GET    /cohorts/{cohort}/meetings
401 201 201 404 201 201 201 201 404 403 32 POST   /cohorts/{cohort}/meetings
401 201 201 404 201 201 201 201 404 403 32 POST   /cohorts/{cohort}/meetings/code
401 200 404 404 404 200 404 200 404 403 31 GET    /members/{member}/reviews
401 201 404 404 404 403 404 403 404 403 31 POST   /members/{member}/reviews
401 200 200 404 200 200 200 200 404 200 31 GET    /cohorts/{cohort}/reviews
401 403 404 404 200 200 404 200 404 404 31 POST   /reviews/{review}
401 403 404 404 204 403 404 403 404 404 32 DELETE /confirmations/{confirmation}
401 200 404 404 200 200 404 200 404 403  8 GET    /members/{member}/accounts
401 200 200 200 200 200 200 200 200 200  8 GET    /accounts
401 200 404 404 403 403 404 403 404 404  8 PATCH  /accounts/{account}
401 204 404 404 403 403 404 403 404 404  8 DELETE /accounts/{account}
200 200 200 200 200 200 200 200 200 200  8 GET    /consent
401 201 201 201 201 201 201 201 201 201  8 POST   /accounts/{network}/code
401 201 201 201 201 201 201 201 201 201  8 POST   /accounts/{network}/confirm
401 201 201 201 201 201 201 201 201 201  8 POST   /accounts/{network}/begin
401 201 201 201 201 201 201 201 201 201  8 POST   /accounts/{network}/finish
401 200 200 200 200 200 200 200 200 200  6 GET    /me
401 200 200 200 200 200 200 200 200 200  6 PATCH  /me
401 200 200 200 200 200 200 200 200 200  4 GET    /me/memberships
401 200 200 200 200 200 200 200 200 200 25 GET    /me/events
401 403 403 404 403 403 403 200 404 200 25 GET    /cohorts/{cohort}/events
401 200 200 200 200 200 200 200 200 200  9 GET    /tokens
401 201 201 201 201 201 201 201 201 201  9 POST   /tokens
401 204 404 404 404 404 404 404 404 204  9 DELETE /tokens/{token}
200 200 200 200 200 200 200 200 200 200 28 GET    /healthz
404 404 404 404 404 404 404 404 404 200 29 GET    /readyz
"""
PAGES = """
AN  ME  PE  OC  TW  M+  M-  FA  FX  AD RULE
200 302 302 302 302 302 302 302 302 302  0 GET    (home)
200 302 302 302 302 302 302 302 302 302  0 GET    accounts/login/
302 302 302 302 302 302 302 302 302 302  0 POST   accounts/login/
302 200 200 200 200 200 200 200 200 200  0 GET    accounts/logout/
302 302 302 302 302 302 302 302 302 302  0 POST   accounts/logout/
200 200 200 200 200 200 200 200 200 200  0 GET    accounts/signup/
200 200 200 200 200 200 200 200 200 200  0 GET    accounts/inactive/
200 200 200 200 200 200 200 200 200 200  0 GET    accounts/confirm-email/<str:key>/
302 302 302 302 302 302 302 302 302 302  0 POST   accounts/confirm-email/<str:key>/
log 200 200 200 200 200 200 200 200 200  7 GET    accounts/password/change/
log 302 200 200 200 200 200 200 200 200  7 POST   accounts/password/change/
200 200 200 200 200 200 200 200 200 200  0 GET    accounts/password/reset/
302 302 302 302 302 302 302 302 302 302  0 POST   accounts/password/reset/
200 200 200 200 200 200 200 200 200 200  0 GET    accounts/password/reset/done/
200 200 200 200 200 200 200 200 200 200  0 GET    accounts/password/reset/key/done/
302 302 302 302 302 302 302 302 302 302  0 GET    accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$
302 302 302 302 302 302 302 302 302 302  0 POST   accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$
200 302 302 200 302 200 200 200 200 200  4 GET    join/<str:secret>/
302 302 302 302 302 302 302 302 302 302  4 POST   join/<str:secret>/
200 200 200 200 200 200 200 200 200 200  4 GET    join/<str:secret>/<str:token>/
302 302 302 302 302 302 302 302 302 302  4 POST   join/<str:secret>/<str:token>/
302 302 302 302 302 302 302 302 302 302  0 POST   language/
302 302 302 302 302 302 302 302 302 302  0 GET    enter/<str:token>
log 200 200 200 200 200 200 200 200 200  8 GET    me/accounts/
log 302 302 302 302 302 302 302 302 302  8 POST   me/accounts/<slug:network>/code/
log 302 302 302 302 302 302 302 302 302  8 POST   me/accounts/<slug:network>/confirm/
log 200 200 200 200 200 200 200 200 200  8 POST   me/accounts/<slug:network>/begin/
log 302 302 302 302 302 302 302 302 302  8 GET    me/accounts/<slug:network>/callback/
log 302 404 404 403 403 404 403 404 404  8 POST   me/accounts/<int:account>/unlink/
log 302 404 404 403 403 404 403 404 404  8 POST   me/accounts/<int:account>/share/
log 200 200 200 200 200 200 200 200 200  6 GET    me/preferences/
log 302 302 302 302 302 302 302 302 302  6 POST   me/preferences/
log 200 200 200 200 200 200 200 200 200  9 GET    me/keys/
log 200 200 200 200 200 200 200 200 200  9 POST   me/keys/
log 302 404 404 404 404 404 404 404 302  9 POST   me/keys/<int:key>/end/
log 200 200 200 200 200 200 200 200 200  4 GET    cohorts/
log 403 403 403 403 403 403 200 200 200 20 GET    cohorts/new/
log 403 403 403 403 403 403 302 302 302 20 POST   cohorts/new/
log 404 404 404 404 404 404 200 404 404 21 GET    cohorts/<slug:name>/
log 200 200 404 200 404 404 404 404 404 10 GET    cohorts/<slug:name>/week/
log 200 200 404 200 404 404 404 404 404 10 GET    cohorts/<slug:name>/challenges/<slug:challenge>/
log 302 302 404 302 404 404 404 404 404 10 POST   cohorts/<slug:name>/challenges/<slug:challenge>/links/
log 404 404 404 404 200 200 404 404 404 34 GET    cohorts/<slug:name>/waiting/
log 404 404 404 404 200 200 404 404 404 21 GET    cohorts/<slug:name>/learners/
log 404 404 404 404 200 404 200 404 404 10 GET    cohorts/<slug:name>/learners/<int:member>/<slug:challenge>/
log 404 404 404 404 404 404 200 404 404 45 GET    cohorts/<slug:name>/invitations/
log 404 404 404 404 404 404 200 404 404 45 POST   cohorts/<slug:name>/invitations/
log 404 404 404 404 404 404 302 404 404 45 POST   cohorts/<slug:name>/invitations/<int:invitation>/end/
log 404 404 404 404 404 404 200 404 404 19 GET    cohorts/<slug:name>/mentors/
log 404 404 404 404 404 404 302 404 404 19 POST   cohorts/<slug:name>/mentors/give/
log 404 404 404 404 404 404 302 404 404 19 POST   cohorts/<slug:name>/mentors/spread/
log 404 404 404 404 404 404 302 404 404 19 POST   cohorts/<slug:name>/mentors/by-hand/
log 404 404 404 404 404 404 200 404 404 46 GET    cohorts/<slug:name>/budget/
log 404 404 404 404 404 404 302 404 404 46 POST   cohorts/<slug:name>/budget/<slug:network>/
log 403 404 404 302 403 404 404 404 404 32 POST   cohorts/<slug:name>/challenges/<slug:challenge>/confirm/<int:member>/
log 403 404 404 302 403 404 404 404 404 32 POST   cohorts/<slug:name>/challenges/<slug:challenge>/withdraw/
log 200 200 404 200 200 200 200 404 404 32 POST   cohorts/<slug:name>/challenges/<slug:challenge>/code/
log 302 302 404 302 302 302 302 404 404 32 POST   cohorts/<slug:name>/challenges/<slug:challenge>/meet/
log 302 404 404 404 404 404 404 404 404 31 POST   cohorts/<slug:name>/challenges/<slug:challenge>/again/
log 200 200 404 200 200 200 200 404 404 20 GET    cohorts/<slug:name>/letters/
log 200 200 404 200 200 200 200 404 404 20 GET    cohorts/<slug:name>/texts/<slug:what>/
log 200 200 404 200 200 200 200 404 404 31 GET    cohorts/<slug:name>/reviews/
log 403 404 404 302 302 404 302 404 404 31 POST   cohorts/<slug:name>/reviews/<int:review>/
log 404 404 404 404 404 404 302 404 404 16 POST   cohorts/<slug:name>/twinomes/
"""


def _rows(table: str) -> tuple[Row, ...]:
    parsed = []
    for line in table.strip().split("\n")[1:]:
        *answers, rule, method, route = line.split()
        sent = SENT.get(f"{method} {route}", Sent())
        parsed.append(Row(method, route.replace(HOME, ""), int(rule), tuple(answers), sent))
    return tuple(parsed)


MATRIX = (*_rows(API), *_rows(PAGES))
