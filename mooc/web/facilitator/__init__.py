"""A cohort's pages for its facilitators: grid, budget, invitations, mentors, work that is not getting done.

Mentors' own pages: ``mooc.web.mentor``.
"""
