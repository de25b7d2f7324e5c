"""Budgets, the ledger, rate limits, suspended providers, alerts.

Not here: the rules: ``mooc.core.spending``.
"""
