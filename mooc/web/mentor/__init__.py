"""Pages of who looks after learners: their list, one learner's challenge, reviews.

Not here: giving mentors learners: ``mooc.web.facilitator``.
"""
