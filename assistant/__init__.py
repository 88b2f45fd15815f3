"""Questions, answers with verified citations, and checks of texts against the sources; names in order of use.

Classes that build on LangChain, which takes about a second to import, are imported from their own modules:
`assistant.retrieve.retriever`, `assistant.answer.chain`, `assistant.answer.generate`.
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
