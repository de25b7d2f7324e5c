"""The permission matrix as conditions of queries: what a person may not read, no query returns.

No query of its own.
"""
