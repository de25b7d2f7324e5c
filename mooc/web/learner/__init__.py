"""A learner's pages: the week, one challenge with its evidence, what the course gives to read.

Who looks after learners: ``mooc.web.mentor``.
"""
