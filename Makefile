# Each target does all of its own set-up in .venv. `make help` lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
DIR    ?= build/demo/oadby-wigston

.DEFAULT_GOAL := help
.PHONY: help demo test lint coverage docs bench constraints clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: $(STAMP) ## copy the worked example to DIR, check it, show its position and make its first return
ifeq ($(origin DIR),file)
	@rm -rf "$(DIR)"
endif
	@mkdir -p "$(dir $(DIR))"
	@$(BIN)/ringfence demo "$(DIR)"

test: lint ## ruff, mypy and the whole test suite
	$(BIN)/pytest -n 2

lint: $(STAMP) ## ruff and mypy alone
	@$(BIN)/python -m pip check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

coverage: $(STAMP) ## which branches of plugins/ and ledger/ the tests take; fails under 95 in 100
	@mkdir -p build
	COVERAGE_FILE=build/.coverage $(BIN)/pytest -n 2 -m "not slow" --ignore tests/pages --cov --cov-report=
	COVERAGE_FILE=build/.coverage $(BIN)/coverage json -q -o build/coverage.json
	$(BIN)/python tests/branches.py build/coverage.json

docs: $(STAMP) ## write docs/rules.md, and what each book in tests/errors says, anew
	$(BIN)/python tests/catalogue.py

bench: $(STAMP) ## time the rules and reports on large generated books
	$(BIN)/python -m bench

constraints: $(STAMP) ## work out constraints.txt anew from pyproject.toml, newest releases first
	@mkdir -p build
	$(BIN)/uv pip compile pyproject.toml --extra dev --output-file build/constraints.txt \
	  --universal --python-version 3.11 --generate-hashes --upgrade --no-header --quiet
	@{ printf '%s\n' \
	  '# The exact releases, with their hashes, that Ringfence is developed and tested with, for every' \
	  '# platform and Python that it supports. Made by `make constraints` from pyproject.toml: do not edit.' ; \
	  cat build/constraints.txt ; } > constraints.txt
	@rm build/constraints.txt

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

# Everything that is downloaded is checked against its hash; ringfence itself is built without
# isolation, so that its build downloads nothing.
$(STAMP): constraints.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Ringfence needs Python 3.11 or newer and $(PYTHON) is older: name a newer one, as in make PYTHON=python3.12 test" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV); this takes a minute or two, once."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
