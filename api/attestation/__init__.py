"""What people say of each other: confirmations, meetings, reviews.

Not here: what follows from it for a verdict (``progress``).
"""
