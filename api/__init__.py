"""The API under ``/api/v1``: routers and schemas by subject, what they share in ``site``.

Not here: rules, SQL, pages.
"""
