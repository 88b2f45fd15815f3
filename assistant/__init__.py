"""Hits in, answers out. The table of contents, in order of use.

What is made of LangChain, which takes a second to import, is taken from its module: `assistant.retrieve.retriever`,
`assistant.answer.generate`.
"""

from assistant.models import Answer, Citation, Conflict, Side, Statement, Status, Support
from assistant.settings import Settings, read_settings
from assistant.question.question import Question, understand

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
    "Question",
    "understand",
]
