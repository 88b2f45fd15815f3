# Four verbs: `make chat` runs it, `make test` tests it, `make check` checks its style, `make bench` measures it.
# Each first installs what it needs into .venv, and skips this when it is already there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# --no-compile saves time: Python compiles a module when it is first used, and most installed modules never are.
# pip shows its progress on a terminal only; in a log (CI) it prints errors only.
QUIET := $$([ -t 2 ] || echo -qq)
INSTALL := $(BIN)/python -m pip install $(QUIET) --disable-pip-version-check --no-compile -c constraints.txt

.PHONY: chat test check bench install install-tests chromium constraints clean help

chat: install ## open the chat page; the first time, make a library of starter notes
	@echo "Opening the chat page. The first time, the starter notes are added to a new library (a few seconds)."
	$(BIN)/pinpoint chat

test: install-tests chromium ## run the whole test suite
	@echo "Running all tests."
	@$(BIN)/python -m pytest

check: install-tests ## check style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install-tests ## measure quality and speed against the usual recipe; writes tests/bench/REPORT.md
	@echo "Measuring quality and speed. This takes about a quarter of an hour; keep the machine quiet."
	$(BIN)/python tests/bench

install: $(VENV)/.installed ## install Pinpoint into .venv; the command is .venv/bin/pinpoint

install-tests: $(VENV)/.installed-tests

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Making a virtual environment in $(VENV) (with $(PYTHON)) and installing Pinpoint: about 2 GB, a few minutes."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pinpoint needs Python 3.11 or newer; choose one: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --upgrade pip
	@$(INSTALL) --build-constraint constraints.txt --editable .
	@touch $@
	@echo "Installed. The command is $(BIN)/pinpoint."

$(VENV)/.installed-tests: $(VENV)/.installed
	@echo "Installing what the tests need."
	@$(INSTALL) --build-constraint constraints.txt --editable '.[test]'
	@touch $@

chromium:
	@.ci/chromium

constraints: install ## resolve all dependencies again and pin them in constraints.txt
	$(BIN)/python .ci/constraints.py

clean: ## remove the virtual environment
	rm -rf $(VENV)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' $(MAKEFILE_LIST)
