"""What people say and show in the app: confirmations, meetings, reviews.

What the machine said: ``mooc.store.judging``.
"""
