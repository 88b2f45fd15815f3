"""Hits in, answers out. The table of contents, in order of use."""

from assistant.models import Answer, Citation, Conflict, Side, Statement, Status, Support
from assistant.settings import Settings, read_settings
from assistant.rewrite import standalone
from assistant.retriever import PinpointRetriever
from assistant.chain import answer, stream
from assistant.writing import ScriptedModel

__all__ = [
    "Answer",
    "Citation",
    "Conflict",
    "Side",
    "Statement",
    "Status",
    "Support",
    "Settings",
    "read_settings",
    "standalone",
    "PinpointRetriever",
    "answer",
    "stream",
    "ScriptedModel",
]
