"""The permission matrix, its resources, and its rules as conditions of queries: what a person may not read, no query
returns.

Not here: queries of its own.
"""
