"""Who follows an account."""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.capabilities import RELATIONSHIPS
from mooc.networks.transport import catch_trouble, in_batches


def read_followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-graph-get-relationships

    Each of ``others`` has an entry or one that says ``notFound``; of whom there is no word, nothing is known.
    """
    edges: list[Edge] = []

    def look() -> None:
        for batch in in_batches(question.targets, RELATIONSHIPS):
            answer = asker.ask(asker.api.graph.get_relationships, {"actor": question.subject, "others": batch})
            follow_uris: dict[str, str | None] = {}
            for entry in answer.relationships:
                did = getattr(entry, "did", None) or getattr(entry, "actor", None)  # ``actor``: of a ``notFound``
                if not isinstance(did, str):
                    raise ValueError("an entry about nobody")
                follow_uris[did] = getattr(entry, "followed_by", None)
            edges.extend(Edge(did, question.subject, key=uri) for did, uri in follow_uris.items() if uri)
            if not follow_uris.keys() >= set(batch):
                raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="relationships"))

    trouble = catch_trouble(look)
    return asker.reading(trouble, edges=tuple(edges), completeness=Completeness(asker.moment(trouble)))
