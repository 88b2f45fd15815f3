"""The retriever of our chain, as a LangChain retriever that other chains can use too."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.question.question import Question, understand
from assistant.retrieve.retrieve import retrieve
from index.library import Library
from index.models import ALL, Filters, Hit
from index.snapshot import Snapshot


class HitDocument(LangChainDocument):
    """A hit as a LangChain document: the passage's text, with its locator and document in the metadata.

    `hit` is the hit itself; it is excluded when the document is serialised.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    hit: Hit = Field(exclude=True, repr=False)


class PinpointRetriever(BaseRetriever):
    """The passages from which a question is answered, best first, as LangChain documents.

    `k` is the largest number of documents, None for as many as an answer is made from. `filters` restrict the search.

    >>> retriever = PinpointRetriever(library=open_library(folder), k=5)
    >>> retriever.invoke("visits to prisons")[0].metadata["locator"]
    'art 2'
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library | Snapshot
    k: int | None = 10
    filters: Filters = ALL

    def _get_relevant_documents(
        self, query: str | Question, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        library = self.library.at()
        question = understand(query, library=library) if isinstance(query, str) else query
        found = retrieve(question, library=library, k=self.k, filters=self.filters)
        return [as_langchain(hit) for hit in found.hits]


def as_langchain(hit: Hit) -> HitDocument:
    """The hit as a LangChain document."""
    return HitDocument(
        hit=hit,
        id=hit.passage.id,
        page_content=hit.passage.text,
        metadata={
            "passage_id": hit.passage.id,
            "document": hit.document.id,
            "title": hit.document.name,
            "kind": hit.document.kind,
            "locator": str(hit.passage.locator),
            "breadcrumb": hit.passage.breadcrumb,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "url": hit.document.url,
            "score": hit.score,
        },
    )
