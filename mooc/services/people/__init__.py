"""Coming in by an invitation or a link, and the name by which others know somebody.

Accounts on networks: ``mooc.services.accounts``.
"""
