"""Hits in, answers out. The table of contents, in order of use.

What is made of LangChain, which takes a second to import, is taken from its module: `assistant.retriever`,
`assistant.writing`.
"""

from assistant.models import Answer, Citation, Conflict, Side, Statement, Status, Support
from assistant.settings import Settings, read_settings
from assistant.rewrite import standalone
from assistant.chain import answer, stream

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
    "answer",
    "stream",
]
