"""The addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, path, re_path

from mooc.web.accounts import keys, linked_accounts, oauth_linking
from mooc.web.auth import login, signup
from mooc.web.authoring import preview
from mooc.web.facilitator import budgets, cohorts, invitations, mentors
from mooc.web.learner import attestation, challenges, confirmations, documents, pasted_links
from mooc.web.mentor import learners, reviews
from mooc.web.site import home, preferences

sign_in_urls: list[URLPattern] = [
    path("accounts/login/", login.Login.as_view(), name="account_login"),
    path("accounts/logout/", login.logout, name="account_logout"),
    path("accounts/signup/", login.by_invitation, name="account_signup"),
    path("accounts/inactive/", login.inactive, name="account_inactive"),
    path("accounts/confirm-email/<str:key>/", login.confirm_email, name="account_confirm_email"),
    path("accounts/password/change/", login.password_change, name="account_change_password"),
    path("accounts/password/reset/", login.PasswordReset.as_view(), name="account_reset_password"),
    path("accounts/password/reset/done/", login.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        login.password_reset_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login.password_reset_key,
        name="account_reset_password_from_key",
    ),
    path("join/<str:secret>/", signup.join, name="join"),
    path("join/<str:secret>/<str:token>/", signup.finish, name="join-by-mail"),
    path("language/", login.language, name="language"),
]
demo_urls: list[URLPattern] = [path("enter/<str:token>", login.enter, name="enter")]
"""Mounted only where ``MOOC_DEMO`` is set."""

account_urls: list[URLPattern] = [
    path("me/accounts/", linked_accounts.my_accounts, name="accounts"),
    path("me/accounts/<slug:network>/code/", linked_accounts.begin_code, name="begin-code"),
    path("me/accounts/<slug:network>/confirm/", linked_accounts.confirm_code, name="confirm-code"),
    path("me/accounts/<slug:network>/begin/", oauth_linking.begin, name="begin-sign-in"),
    path("me/accounts/<slug:network>/callback/", oauth_linking.back, name="back-from-sign-in"),
    path("me/accounts/<int:account>/unlink/", linked_accounts.unlink, name="unlink"),
    path("me/accounts/<int:account>/share/", linked_accounts.share, name="share"),
    path("me/preferences/", preferences.preferences, name="preferences"),
    path("me/keys/", keys.my_keys, name="keys"),
    path("me/keys/<int:key>/end/", keys.end, name="end-key"),
    path("cohorts/", home.my_cohorts, name="cohorts"),
]
cohort_urls: list[URLPattern] = [
    path("cohorts/new/", cohorts.new_cohort, name="new-cohort"),
    path("cohorts/<slug:name>/", learners.grid, name="grid"),
    path("cohorts/<slug:name>/week/", challenges.week, name="week"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/", challenges.challenge, name="challenge"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/links/", pasted_links.paste, name="paste"),
    path("cohorts/<slug:name>/waiting/", learners.waiting, name="waiting"),
    path("cohorts/<slug:name>/learners/", learners.learners, name="learners"),
    path("cohorts/<slug:name>/learners/<int:member>/<slug:challenge>/", learners.learner, name="learner"),
    path("cohorts/<slug:name>/invitations/", invitations.links, name="invite"),
    path("cohorts/<slug:name>/invitations/<int:invitation>/end/", invitations.end, name="end-invitation"),
    path("cohorts/<slug:name>/mentors/", mentors.overview, name="mentors"),
    path("cohorts/<slug:name>/mentors/give/", mentors.give, name="give-mentor"),
    path("cohorts/<slug:name>/mentors/spread/", mentors.spread, name="spread-mentors"),
    path("cohorts/<slug:name>/mentors/by-hand/", mentors.by_hand, name="mentors-by-hand"),
    path("cohorts/<slug:name>/budget/", budgets.budget, name="budget"),
    path("cohorts/<slug:name>/budget/<slug:network>/", budgets.set_cap, name="cap"),
    path(
        "cohorts/<slug:name>/challenges/<slug:challenge>/confirm/<int:member>/", confirmations.confirm, name="confirm"
    ),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/withdraw/", confirmations.withdraw, name="withdraw"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/code/", attestation.show_code, name="meeting-code"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/meet/", attestation.meet, name="meet"),
    path("cohorts/<slug:name>/challenges/<slug:challenge>/again/", reviews.again, name="try-again"),
    path("cohorts/<slug:name>/letters/", documents.letters, name="letters"),
    path("cohorts/<slug:name>/texts/<slug:what>/", documents.document, name="document"),
    path("cohorts/<slug:name>/reviews/", reviews.waiting, name="reviews"),
    path("cohorts/<slug:name>/reviews/<int:review>/", reviews.answer, name="review"),
    path("cohorts/<slug:name>/twinomes/", cohorts.pair, name="pair"),
]

all_urls: list[URLPattern] = [
    path("", home.home, name="home"),
    *sign_in_urls,
    *account_urls,
    *cohort_urls,
    *(demo_urls if getattr(settings, "MOOC_DEMO", False) else []),
]
preview_urls: list[URLPattern] = [path("", preview.preview, name="home")]
"""What is mounted where ``MOOC_PREVIEW`` is set, and nothing else."""
urlpatterns: list[URLPattern] = preview_urls if settings.MOOC_PREVIEW else all_urls
