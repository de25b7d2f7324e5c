"""The pages: views, templates, static files. No rules here, no queries: the store and the services are called."""
