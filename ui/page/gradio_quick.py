"""Gradio, imported without reporting to anybody, and in two thirds of the time.

For each of its components Gradio reads the component's own source and writes a file of types beside it, each time it is
imported: for people who write components, and a second for everybody else. It leaves out what has no file.
"""

import gc
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Read when it is imported: it reports to nobody, and keeps no figures about who asked what, and when.
os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_ANALYTICS_MAX_EVENTS": "1"}
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # events until it would sum them up


@contextmanager
def _quickly() -> Iterator[None]:
    real = inspect.getfile

    def getfile(value: Any) -> str:
        if isinstance(value, type) and value.__module__.startswith("gradio."):
            raise OSError("not to be looked up")
        return real(value)

    gc.disable()  # it would look through the same modules again and again
    inspect.getfile = getfile  # type: ignore[assignment] # takes whatever the real one does
    try:
        yield
    finally:
        inspect.getfile = real
        gc.enable()


with _quickly():
    import gradio as gr

__all__ = ["gr"]
