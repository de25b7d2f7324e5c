"""Budgets, the ledger, rate limits, suspended providers, alerts.

The rules are in ``mooc.core.spending``.
"""
