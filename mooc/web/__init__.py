"""The pages: views, templates, static files. No rules here."""
