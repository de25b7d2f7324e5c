"""The pages: views, forms, templates, static files, template tags.

Not here: rules, SQL, what programs read (``api``).
"""
