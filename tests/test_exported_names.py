"""Each room's table of contents: what it lists is there, and hides no module of the room."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "assistant")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_each_name_once_and_has_it(room: str) -> None:
    contents = importlib.import_module(room)
    assert contents.__all__
    assert len(contents.__all__) == len(set(contents.__all__))
    assert all(hasattr(contents, name) for name in contents.__all__)


@pytest.mark.parametrize("room", ROOMS)
def test_no_name_hides_the_module_of_that_name(room: str) -> None:
    modules = {path.stem for path in (ROOT / room).iterdir() if path.suffix == ".py" or path.is_dir()}
    contents = importlib.import_module(room)
    hidden = [name for name in modules & set(vars(contents)) if not isinstance(vars(contents)[name], ModuleType)]
    assert not hidden
