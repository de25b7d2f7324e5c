"""Posts that learners point at, and what comes of them.

Posts that the engine finds itself: ``mooc.store.watching``.
"""
