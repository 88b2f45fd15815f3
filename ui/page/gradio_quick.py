"""Imports Gradio with its analytics off, and in two thirds of the usual time.

At each import Gradio reads the source of every component and writes a file of types beside it, for people who develop
components; this takes a second. It skips a component whose source file cannot be found, so none is found here.
"""

import gc
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Gradio reads these when it is imported: no analytics are sent, and none are kept about requests.
os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_ANALYTICS_MAX_EVENTS": "1"}
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # events between two summaries


@contextmanager
def _without_source_lookup() -> Iterator[None]:
    real = inspect.getfile

    def getfile(value: Any) -> str:
        if isinstance(value, type) and value.__module__.startswith("gradio."):
            raise OSError("the source of components is not looked up")
        return real(value)

    gc.disable()  # each collection would go through all modules loaded so far
    inspect.getfile = getfile  # type: ignore[assignment] # accepts whatever the real one does
    try:
        yield
    finally:
        inspect.getfile = real
        gc.enable()


with _without_source_lookup():
    import gradio as gr

__all__ = ["gr"]
