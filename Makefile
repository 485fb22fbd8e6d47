# `try.sh` and `make test` do everything; see README.md.
PYTHON ?= python3
VENV := .venv
# `test,wheels` also brings what builds wheels for other platforms: 100 MB, 400 when unpacked.
EXTRAS ?= test
BIN := $(VENV)/bin

.PHONY: test check clean

# Set up, then run every check and test.
test: $(VENV)/installed-tests check
	$(BIN)/python -m pytest -q -n auto

check: $(VENV)/installed-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m lua_entries.catalog.build --check
	$(BIN)/python -m lua_entries.report.schemas.build --check
	$(BIN)/python -m lua_entries.cli.reference.build --check
	$(BIN)/python -m lua_entries.lsp.table --check
	$(BIN)/python vscode-extension/generate.py --check

$(VENV)/bin/python:
	@echo "setting up $(VENV)" >&2
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: $(VENV)/bin/python pyproject.toml setup.py
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-tests: $(VENV)/bin/python pyproject.toml setup.py
	$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) .cache build dist server/*.egg-info vscode-extension/node_modules vscode-extension/dist
