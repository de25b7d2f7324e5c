"""What people say and show in the app: confirmations, meetings, reviews.

Not here: what the machine said: ``mooc.store.judging``.
"""
