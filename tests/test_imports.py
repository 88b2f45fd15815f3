"""The house rules on imports, read with `ast`.

To the left and in reading order only, no circles, SQL and heavy libraries in their rooms, doors that know the service.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "assistant", "ui")
# The files and folders of each room in reading order: what stands in one imports only from those before it.
READING_ORDER = {
    "corpus": ("errors", "models", "text", "instruments", "read", "structure", "fetch", "notes"),
    "index": ("models", "progress", "seal", "encode", "store", "snapshot", "library", "ingest", "search", "training"),
    "assistant": ("models", "settings", "question", "retrieve", "verify", "answer"),
    "ui": ("schema", "doctor", "session", "service", "page", "cli"),
}
# What a door (the page, the command line) may know of us beside itself and the other doors.
BEHIND_A_DOOR = re.compile(r"ui\.(?:service|schema)|(?:corpus|index|assistant)\.models|corpus\.(?:errors|text\.\w+)")
SQL = re.compile(
    r"\b(?:SELECT\s[^\"]*\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|CREATE\s+TABLE|UPDATE\s+\w+\s+SET|PRAGMA)\b"
)
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]

# Which room may know a library. What is not named here may be used anywhere.
ROOM_OF = {
    "chromadb": "index",
    "onnx": "index",
    "onnxruntime": "index",
    "sentence_transformers": "index",
    "sqlite3": "index",
    "tokenizers": "index",
    "torch": "index",
    "transformers": "index",
    "langchain": "assistant",
    "langchain_core": "assistant",
    "gradio": "ui",
    "babel": "corpus",
    "docx": "corpus",
    "py3langid": "corpus",
    "pypdfium2": "corpus",
    "trafilatura": "corpus",
}
# Importing one of these takes up to ten seconds: only on the way to a use of it.
HEAVY = {
    "chromadb",
    "docx",
    "gradio",
    "langchain",
    "langchain_core",
    "onnxruntime",
    "py3langid",
    "pypdfium2",
    "sentence_transformers",
    "torch",
    "trafilatura",
}
CONNECTING = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3"}
FETCH, LOOK_UP = ROOT / "corpus" / "fetch" / "fetch.py", ROOT / "corpus" / "fetch" / "address.py"
LOOKING_UP = {"socket.getaddrinfo", "socket.gaierror", "socket.SOCK_STREAM", "socket.IPPROTO_TCP"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


OURS = {module_of(path): path for path in FILES}
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If)


def imported(tree: ast.AST) -> Iterator[str]:
    """The full name of every module that is imported anywhere below `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides which room it is from"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in OURS else node.module or "" for name in modules)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports_of(path: Path) -> list[str]:
    return list(imported(parsed(path)))


@cache
def top_level(path: Path) -> list[str]:
    """What is imported when the file is, apart from what is for the type checker only."""
    return [name for node in parsed(path).body if not isinstance(node, SCOPES) for name in imported(node)]


def loaded_with(module: str) -> set[str]:
    """Every module that is loaded when `module` is, as far as our own files tell."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        seen.add(name := waiting.pop())
        waiting += [other for other in top_level(OURS[name]) if other not in seen] if name in OURS else []
    return seen


def is_heavy(module: str) -> bool:
    return bool(HEAVY & {first(name) for name in loaded_with(module)})


def first(name: str) -> str:
    return name.partition(".")[0]


def graph() -> dict[str, set[str]]:
    """Which of our modules each of our modules imports."""
    return {module: {name for name in imports_of(path) if name in OURS} for module, path in OURS.items()}


def folder_of(module: str) -> str:
    """The folder that a module stands in; a table of contents stands for its folder, a room's own file for itself."""
    is_its_own = OURS[module].name == "__init__.py" or module.count(".") < 2
    return module if is_its_own else module.rpartition(".")[0]


def circles(waiting: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left of a graph when everything that needs nothing else of it is taken away, again and again."""
    while free := {one for one, needed in waiting.items() if not needed & waiting.keys()}:
        waiting = {one: needed for one, needed in waiting.items() if one not in free}
    return waiting


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_imports_go_only_to_the_left(path: Path) -> None:
    room = ROOMS.index(path.relative_to(ROOT).parts[0])
    to_the_right = [name for name in imports_of(path) if first(name) in ROOMS[room + 1 :]]
    assert not to_the_right


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "__init__.py"], ids=str)
def test_imports_inside_a_room_follow_the_reading_order(path: Path) -> None:
    room, here, *_ = module_of(path).split(".")
    order = READING_ORDER[room]
    others = {name.split(".")[1] for name in imports_of(path) if name.startswith(f"{room}.")} - {here}
    assert not {other for other in others if order.index(other) > order.index(here)}


def test_every_file_and_folder_of_a_room_has_its_place_in_the_reading_order() -> None:
    found = {(module.split(".")[0], module.split(".")[1]) for module in OURS if "." in module}
    assert found == {(room, name) for room, names in READING_ORDER.items() for name in names}


def test_no_folder_imports_itself_in_a_circle() -> None:
    folders: dict[str, set[str]] = {}
    for module, needed in graph().items():
        others = {folder_of(name) for name in needed} - {folder_of(module)}
        folders.setdefault(folder_of(module), set()).update(others)
    assert not circles(folders), "each of these folders imports another of them"


@pytest.mark.parametrize("path", [path for path in FILES if "store" not in path.parts], ids=str)
def test_sql_stands_in_the_store_only(path: Path) -> None:
    texts = [node.value for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant)]
    assert not [text for text in texts if isinstance(text, str) and SQL.search(text)]


@pytest.mark.parametrize("path", [path for path in FILES if {"cli", "page"} & set(path.parts)], ids=str)
def test_a_door_knows_the_service_and_the_values_only(path: Path) -> None:
    own = re.compile(r"ui\.(?:cli|page)\b")
    known = [name for name in imports_of(path) if name in OURS]
    assert not [name for name in known if not own.match(name) and not BEHIND_A_DOOR.fullmatch(name)]


def test_no_module_imports_itself_in_a_circle() -> None:
    assert not circles(graph()), "each of these imports another of them"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_library_is_known_to_one_room_only(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    strangers = [name for name in imports_of(path) if ROOM_OF.get(first(name), room) != room]
    assert not strangers


@pytest.mark.parametrize("module", ["ui.cli.main", "index.library", "index.search.search"])
def test_a_command_starts_without_loading_a_heavy_library(module: str) -> None:
    assert module in OURS
    heavy = sorted(name for name in loaded_with(module) if first(name) in HEAVY)
    assert not heavy


@pytest.mark.parametrize("path", sorted(set(FILES) - {FETCH, LOOK_UP}), ids=str)
def test_only_fetch_opens_connections(path: Path) -> None:
    connecting = [name for name in imports_of(path) if first(name) in CONNECTING or name == "urllib.request"]
    assert not connecting


def test_the_look_up_of_names_uses_nothing_else_of_the_network() -> None:
    used = {ast.unparse(node) for node in ast.walk(parsed(LOOK_UP)) if isinstance(node, ast.Attribute)}
    assert {name for name in used if first(name) in CONNECTING} <= LOOKING_UP


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_our_own_modules_are_imported_at_the_top_unless_they_are_heavy(path: Path) -> None:
    late = {name for name in imports_of(path) if name in OURS} - set(top_level(path))
    assert not [name for name in late if not is_heavy(name)], "a late import of our own hides a circle"


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "__init__.py"], ids=str)
def test_a_name_is_imported_from_its_module_not_from_the_room(path: Path) -> None:
    assert not set(imports_of(path)) & set(ROOMS)


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "__init__.py"], ids=str)
def test_a_table_of_contents_holds_imports_and_names_only(path: Path) -> None:
    def belongs(node: ast.stmt) -> bool:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        names = isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]
        return docstring or names or isinstance(node, ast.Import | ast.ImportFrom)

    strange = [ast.unparse(node) for node in ast.parse(path.read_text(encoding="utf-8")).body if not belongs(node)]
    assert not strange


def test_every_library_that_is_imported_is_a_named_dependency() -> None:
    used = {first(name) for path in FILES for name in imports_of(path)} - sys.stdlib_module_names - set(ROOMS)
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[project.optional-dependencies]")[0]
    named = {normal(name) for name in re.findall(r'^    "([A-Za-z0-9._-]+)', declared, re.MULTILINE)}
    providers = packages_distributions()
    assert not {name for name in used if not named & {normal(provider) for provider in providers[name]}}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_room_is_installed() -> None:
    packages = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in FILES}
    assert all((ROOT / package.replace(".", "/") / "__init__.py").is_file() for package in packages)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["packages"]["find"]["include"]
    missing = [one for one in packages if not any(fnmatch(one, pattern) for pattern in patterns)]
    assert not missing, "name it under [tool.setuptools.packages.find] include"


def test_the_rules_catch_what_they_forbid() -> None:
    assert "ui.page.render" in list(imported(ast.parse("def f():\n    from ui.page.render import html")))
    assert list(imported(ast.parse("import chromadb.api, json"))) == ["chromadb.api", "json"]
    with pytest.raises(AssertionError):
        list(imported(ast.parse("from . import models")))
