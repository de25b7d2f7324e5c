"""The API under ``/api/v1``: routers and schemas by subject, built with django-ninja.

Not here: rules, SQL, pages; what all subjects share: ``site``.
"""
