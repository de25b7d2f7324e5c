"""The workers: a broker, and actors of a few lines that call services.

Not here: what is due: the database holds the work, a message is a hint that carries an id. Losing every message loses
nothing.
"""
