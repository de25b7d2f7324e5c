"""What happens on networks, made up: worlds, classes that live in them, and rehearsals of cases.

Not here: worlds            what happened on a network, as YAML or as values
played_network    a network that a world plays: it shows what stands there at a moment
rehearsal         the cases of courses: one learner, one challenge, the answer that is expected
classes           whole classes, drawn by chance, with the truth of what each learner has done

Of the engine they know the core and the lesson files; no database, no framework, no network.
"""
