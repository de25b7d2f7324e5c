"""From the address of a post to an answer, while the learner waits.

Not here: posts that nobody points at: ``mooc.services.checking``.
"""
