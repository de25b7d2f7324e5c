"""A learner's pages: the week, one challenge with its evidence, what the course gives to read.

Not here: who looks after learners: ``mooc.web.mentor``.
"""
