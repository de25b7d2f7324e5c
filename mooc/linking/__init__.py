"""Proving that an account is yours."""
