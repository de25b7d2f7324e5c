"""The store: the Django app that keeps what the core decided. Queries hand out core values, and hold permissions."""
