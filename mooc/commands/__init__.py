"""The commands, one module each; ``app`` is its typer application.

Not here: anything that a page or the API needs, too: that stands in services and store.
"""
