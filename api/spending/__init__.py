"""Budgets, forecasts and the ledger.

Not here: asking a network, which workers do.
"""
