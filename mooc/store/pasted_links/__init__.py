"""Posts that learners point at, and what comes of them.

Not here: posts that the engine finds itself: ``mooc.store.watching``.
"""
