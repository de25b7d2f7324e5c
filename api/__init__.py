"""The API under ``/api/v1``: routers and schemas by subject, built with django-ninja. What all subjects share is ``site``.

Not here: rules, SQL, pages.
"""
