"""The flow: what changes something, by subject. Reading is for queries of the store. No rules here, no SQL here."""
