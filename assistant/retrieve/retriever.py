"""Pinpoint's search as a LangChain retriever, so that others' chains can use it."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.library import Library
from index.models import Filters, Hit
from index.search.query import read_query
from index.search.search import search


class PinpointRetriever(BaseRetriever):
    """Passages of a library, best first, as LangChain documents.

    >>> retriever = PinpointRetriever(library=open_library(folder), k=5)
    >>> retriever.invoke("visits to prisons")[0].metadata["locator"]
    'art 2'
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 10
    filters: Filters = Filters()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = search(read_query(query, library=self.library), k=self.k, filters=self.filters, library=self.library)
        return [as_langchain(hit) for hit in hits]


def as_langchain(hit: Hit) -> LangChainDocument:
    """A hit as LangChain carries it: the passage's text, and where it stands in the metadata."""
    return LangChainDocument(
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
