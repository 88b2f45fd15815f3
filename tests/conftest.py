"""Fixtures that several rooms' tests share. Documents of our own are in tests/documents; real ones in ../shared."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.models import Document
from corpus.read.source import files_in, read
from index.encode.encoder import Encoder, load_encoder
from index.ingest.add import add, open_library
from index.library import Library

ROOT = Path(__file__).parent.parent
DOCUMENTS = Path(__file__).parent / "documents"
SHARED = ROOT.parent / "shared"


def documents_in(path: Path) -> list[Document]:
    """The documents of a file, or of every file in a folder."""
    files = files_in(path) if path.is_dir() else [path]
    return [document for file in files for document in read(file)]


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[None]:
    """No PINPOINT_* setting of whoever runs the tests counts, and nobody's own library is touched.

    The packaged encoder is exported once and kept in pytest's own cache from run to run; where pytest is told to keep
    none (`-p no:cacheprovider`), it is exported for this run alone.
    """
    cache = getattr(pytestconfig, "cache", None)
    exports = cache.mkdir("pinpoint") if cache else tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("PINPOINT_")]:
            environment.delenv(name)
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        environment.setenv("PINPOINT_CONFIG", str(tmp_path_factory.mktemp("config")))
        environment.setenv("PINPOINT_CACHE", str(exports))
        environment.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="session")
def documents_folder() -> Path:
    """Small documents of our own: an invented treaty, an article that contradicts it, a judgment, a web page."""
    return DOCUMENTS


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and question sets beside the checkout; they belong to others and are not part of it."""
    if not SHARED.is_dir():
        pytest.skip("../shared, with the real documents, is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def corpus_folder(shared: Path) -> Path:
    """The real treaties, judgments and articles."""
    return shared / "corpus"


@pytest.fixture
def make_library(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """A factory: `make_library(file_or_folder, ...)` is a new library of those, with the hash encoder."""
    made: list[Library] = []

    def make(*paths: Path, encoder: str = "hash", empty: bool = True) -> Library:
        library = open_library(tmp_path / f"library-{len(made)}", encoder=encoder, empty=empty)
        made.append(library)
        add((document for path in paths for document in documents_in(path)), library=library)
        return library

    yield make
    for library in made:
        library.close()


@pytest.fixture(scope="session")
def hash_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """tests/documents with the hash encoder; for reading only, one for all tests."""
    with Library.open(tmp_path_factory.mktemp("hash") / "library", encoder="hash") as library:
        add(documents_in(DOCUMENTS), library=library)
        yield library


@pytest.fixture(scope="session")
def real_encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Our own model, as a library has it."""
    return load_encoder(None, folder=tmp_path_factory.mktemp("real") / "encoder")


@pytest.fixture(scope="session")
def real_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """tests/documents with our own model; for reading only, one for all tests."""
    with Library.open(tmp_path_factory.mktemp("real") / "library") as library:
        add(documents_in(DOCUMENTS), library=library)
        yield library
