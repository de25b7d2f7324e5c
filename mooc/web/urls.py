"""The addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, path, re_path

from mooc.web import (
    accounts,
    accounts_signing_in,
    budgets,
    care,
    confirming,
    entering,
    facilitator,
    home,
    inviting,
    keys,
    learner,
    links,
    mentoring,
    papers,
    preferences,
    preview,
    reviewing,
    signup,
    vouching,
)

entrance: list[URLPattern] = [
    path("accounts/login/", entering.Login.as_view(), name="account_login"),
    path("accounts/logout/", entering.logout, name="account_logout"),
    path("accounts/signup/", entering.by_invitation, name="account_signup"),
    path("accounts/inactive/", entering.inactive, name="account_inactive"),
    path("accounts/confirm-email/<str:key>/", entering.confirm_email, name="account_confirm_email"),
    path("accounts/password/change/", entering.password_change, name="account_change_password"),
    path("accounts/password/reset/", entering.PasswordReset.as_view(), name="account_reset_password"),
    path("accounts/password/reset/done/", entering.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        entering.password_reset_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entering.password_reset_key,
        name="account_reset_password_from_key",
    ),
    path("join/<str:secret>/", signup.join, name="join"),
    path("join/<str:secret>/<str:token>/", signup.finish, name="join-by-mail"),
    path("language/", entering.language, name="language"),
]
demo: list[URLPattern] = [path("enter/<str:token>", entering.enter, name="enter")]
"""Mounted only where ``MOOC_DEMO`` is set."""

own: list[URLPattern] = [
    path("me/accounts/", accounts.mine, name="accounts"),
    path("me/accounts/<slug:network>/code/", accounts.begin_code, name="begin-code"),
    path("me/accounts/<slug:network>/confirm/", accounts.confirm_code, name="confirm-code"),
    path("me/accounts/<slug:network>/begin/", accounts_signing_in.begin, name="begin-sign-in"),
    path("me/accounts/<slug:network>/callback/", accounts_signing_in.back, name="back-from-sign-in"),
    path("me/accounts/<int:account>/unlink/", accounts.unlink, name="unlink"),
    path("me/accounts/<int:account>/share/", accounts.share, name="share"),
    path("me/preferences/", preferences.preferences, name="preferences"),
    path("me/keys/", keys.mine, name="keys"),
    path("me/keys/<int:key>/end/", keys.end, name="end-key"),
    path("cohorts/", home.my_cohorts, name="cohorts"),
]
within: list[URLPattern] = [
    path("cohorts/new/", facilitator.new_cohort, name="new-cohort"),
    path("cohorts/<slug:name>/", care.grid, name="grid"),
    path("cohorts/<slug:name>/week/", learner.week, name="week"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/", learner.challenge, name="challenge"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/links/", links.paste, name="paste"),
    path("cohorts/<slug:name>/waiting/", care.waiting, name="waiting"),
    path("cohorts/<slug:name>/learners/", care.learners, name="learners"),
    path("cohorts/<slug:name>/learners/<int:member>/<slug:challenge>/", care.learner, name="learner"),
    path("cohorts/<slug:name>/invitations/", inviting.links, name="invite"),
    path("cohorts/<slug:name>/invitations/<int:invitation>/end/", inviting.end, name="end-invitation"),
    path("cohorts/<slug:name>/mentors/", mentoring.overview, name="mentors"),
    path("cohorts/<slug:name>/mentors/give/", mentoring.give, name="give-mentor"),
    path("cohorts/<slug:name>/mentors/spread/", mentoring.spread, name="spread-mentors"),
    path("cohorts/<slug:name>/mentors/by-hand/", mentoring.by_hand, name="mentors-by-hand"),
    path("cohorts/<slug:name>/budget/", budgets.budget, name="budget"),
    path("cohorts/<slug:name>/budget/<slug:network>/", budgets.set_cap, name="cap"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/confirm/<int:member>/", confirming.confirm, name="confirm"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/withdraw/", confirming.withdraw, name="withdraw"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/code/", vouching.show_code, name="meeting-code"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/meet/", vouching.meet, name="meet"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/again/", reviewing.again, name="try-again"),
    path("cohorts/<slug:name>/letters/", papers.letters, name="letters"),
    path("cohorts/<slug:name>/texts/<slug:what>/", papers.paper, name="paper"),
    path("cohorts/<slug:name>/reviews/", reviewing.waiting, name="reviews"),
    path("cohorts/<slug:name>/reviews/<int:review>/", reviewing.answer, name="review"),
    path("cohorts/<slug:name>/twinomes/", facilitator.pair, name="pair"),
]

everything: list[URLPattern] = [
    path("", home.home, name="home"),
    *entrance,
    *own,
    *within,
    *(demo if getattr(settings, "MOOC_DEMO", False) else []),
]
urlpatterns: list[URLPattern] = [path("", preview.preview, name="home")] if settings.MOOC_PREVIEW else everything
