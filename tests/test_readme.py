"""The README, run: its commands work, and what it names is there and nothing is left out."""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ui.cli.main import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", "\n".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL)), re.MULTILINE)


def help_of(*command: str) -> str:
    """What `pinpoint COMMAND --help` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed, pytest.raises(SystemExit):
        main([*command, "--help"])
    return printed.getvalue()


SUBCOMMANDS = re.findall(r"^    ([a-z]+) ", help_of().partition("\ncommands:")[2], re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader of the README stands: a folder with tests/documents, and no library yet."""
    shutil.copytree(ROOT / "tests" / "documents", tmp_path / "tests" / "documents")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINPOINT_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("PINPOINT_ENCODER", "hash")
    return tmp_path


def test_every_command_of_the_readme_works_in_its_order(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("pinpoint ")]
    assert len(commands) > 8
    for words in commands:
        assert main(words) == 0, f"pinpoint {shlex.join(words)}: {capsys.readouterr().err}"
        assert capsys.readouterr().out.strip(), f"pinpoint {shlex.join(words)} prints nothing"


def test_the_python_of_the_readme_works_on_the_library_that_its_commands_made(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [made] = [command for command in COMMANDS if "--library my-treaties --empty add" in command]
    assert main(shlex.split(made)[1:]) == 0
    [program] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    ran = subprocess.run([sys.executable, "-c", program], cwd=clone, capture_output=True, text=True, env=environment())
    assert ran.returncode == 0, ran.stderr
    assert "art 6" in ran.stdout


def environment() -> dict[str, str]:
    """The variables of this process, with this checkout first on the path of modules."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_the_named_provision_of_the_readme_comes_first(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--empty", "add", "tests/documents"])
    [named] = [command for command in COMMANDS if "art. 12 para 2" in command]
    capsys.readouterr()
    main(shlex.split(named)[1:])
    assert capsys.readouterr().out.startswith("1. Convention on the Inspection of Lighthouses, art 12(2)")


def test_the_command_is_installed_under_its_name() -> None:
    command = Path(sys.executable).with_name("pinpoint")
    printed = subprocess.run([command, "--version"], check=True, capture_output=True, text=True).stdout
    assert printed == f"pinpoint {PROJECT['version']}\n"


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make ")])
def test_make_knows_the_commands_of_the_readme(command: str) -> None:
    make = shutil.which("make") or pytest.skip("no make on this machine")
    subprocess.run([make, "--dry-run", *command.split()[1:]], cwd=ROOT, check=True, capture_output=True)


def test_chat_is_the_first_command_and_test_the_second() -> None:
    assert COMMANDS[:2] == ["make chat", "make test"]


def test_every_make_target_that_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= targets


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    table = README.partition("| command |")[2].partition("\n\n")[0]
    assert re.search(rf"`(pinpoint )?{name}\b", table)


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = re.findall(r"^\$ pinpoint (?:--library \S+ |--empty )*([a-z]+)", README, re.MULTILINE)
    assert named
    assert set(named) <= set(SUBCOMMANDS)


def test_every_option_that_the_readme_names_is_in_some_help() -> None:
    own = README.partition("## In the terminal")[2].partition("## Docker")[0]
    helps = help_of() + "".join(help_of(name) for name in SUBCOMMANDS)
    assert set(re.findall(r"--[a-z]+", own)) <= set(re.findall(r"--[a-z]+", helps))


def test_the_readme_lists_every_setting_that_is_read_and_no_other() -> None:
    sources = [path for room in ("corpus", "index", "assistant", "ui") for path in (ROOT / room).rglob("*.py")]
    read = {name for path in sources for name in re.findall(r"PINPOINT_[A-Z_]+", path.read_text(encoding="utf-8"))}
    assert set(re.findall(r"PINPOINT_[A-Z_]+", README)) == read


def test_every_extra_that_the_readme_names_can_be_installed() -> None:
    extras = README.partition("an extra of Pinpoint's (")[2].partition(")")[0]
    assert set(re.findall(r"`(\w+)`", extras)) == PROJECT["optional-dependencies"].keys() - {"test", "train"}


def test_every_direct_dependency_is_pinned() -> None:
    asked = [*PROJECT["dependencies"], *(name for extra in PROJECT["optional-dependencies"].values() for name in extra)]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[<>=\[;]", name)[0]).lower() for name in asked}
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert names <= set(re.findall(r"^(\S+)==\S+$", pins, re.MULTILINE))


@pytest.mark.parametrize("name", re.findall(r"`([A-Za-z/.]+/[A-Za-z.]+|[a-z]+\.txt|LICENSE)`", README))
def test_every_file_that_the_readme_names_is_there(name: str) -> None:
    assert (ROOT / name).exists() or name.startswith(".venv")
