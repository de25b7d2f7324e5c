"""Links to posts that learners paste.

Not here: linked accounts (``accounts``).
"""
