"""Coming in by an invitation or a link, and the name by which others know somebody.

Not here: accounts on networks: ``mooc.services.accounts``.
"""
