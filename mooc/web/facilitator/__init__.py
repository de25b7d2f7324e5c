"""A cohort's pages for its facilitators: grid, budget, invitations, mentors, work that is not getting done.

Not here: mentors' own pages: ``mooc.web.mentor``.
"""
