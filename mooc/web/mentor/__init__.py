"""Pages of who looks after learners: their list, one learner's challenge, reviews.

Giving mentors learners: ``mooc.web.facilitator``.
"""
