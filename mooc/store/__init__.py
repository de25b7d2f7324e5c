"""The store: the Django app that keeps what the core decided, and hands out core values.

Not here: rules, requests to networks, sentences.
"""
