"""From the address of a post to an answer, while the learner waits.

Posts that nobody points at: ``mooc.services.checking``.
"""
