# Each target does all of its own set-up in .venv. `make help` lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
DEV    := $(VENV)/.stamp-dev
DIR    ?= build/demo/oadby-wigston

.DEFAULT_GOAL := help
.PHONY: help demo test fast-test lint coverage docs bench constraints clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: $(STAMP) ## copy the worked example to DIR, check it, show its position and make its first return
ifeq ($(origin DIR),file)
	@rm -rf "$(DIR)"
endif
	@mkdir -p "$(dir $(DIR))"
	@$(BIN)/ringfence demo "$(DIR)"

test: lint ## ruff, mypy and the whole test suite
	$(BIN)/pytest -n 2

fast-test: $(DEV) ## the tests that are not slow, without ruff and mypy
	@$(BIN)/python -m pip check
	$(BIN)/pytest -n 2 -m "not slow"

lint: $(DEV) ## ruff and mypy alone
	@$(BIN)/python -m pip check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

coverage: $(DEV) ## which branches of plugins/ and ledger/ the tests take; fails under 95 in 100
	@mkdir -p build
	COVERAGE_FILE=build/.coverage $(BIN)/pytest -n 2 -m "not slow" --ignore tests/pages --cov --cov-report=
	COVERAGE_FILE=build/.coverage $(BIN)/coverage json -q -o build/coverage.json
	$(BIN)/python tests/branches.py build/coverage.json

docs: $(DEV) ## write docs/rules.md, docs/commands.md, docs/schemas, docs/model.md's tables, and what each book in tests/errors says, anew
	$(BIN)/python tests/catalogue.py
	$(BIN)/python tests/model_page.py
	$(BIN)/python tests/commands_page.py
	$(BIN)/python tests/schema_pages.py

bench: $(DEV) ## time the rules and reports on large generated books
	$(BIN)/python -m bench
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.pages --wide

# The second lock holds the first one's releases, so that one .venv serves both. BEFORE=2026-10-14 takes
# only what was out by that day: CI sets up with so old a lock, while newer releases are on offer.
constraints: $(DEV) ## work out both locks anew from pyproject.toml, newest releases first
	@$(call lock,constraints.txt,--extra timestamp --extra invoices,What users need)
	@$(call lock,constraints-dev.txt,--extra dev --extra timestamp --extra invoices --constraints constraints.txt,What developing and testing need)

# --no-strip-extras: pip before 24 takes `coverage[toml]` for something that the lock does not name.
lock = mkdir -p build && $(BIN)/uv pip compile pyproject.toml --group build $(2) --output-file build/$(1) \
	  $(if $(BEFORE),--exclude-newer $(BEFORE)) --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --upgrade --no-header --quiet \
	&& { printf '%s\n' '\# $(3): exact releases with their hashes, for every' \
	  '\# platform and Python that Ringfence supports. Made by `make constraints` from pyproject.toml: do not edit.' ; \
	  cat build/$(1) ; } > $(1) && rm build/$(1)

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

# Everything that is downloaded is checked against its hash. The locks name all of it, so pip has nothing
# to choose (--no-deps): what is newest on the day does not matter, nor how old pip is. Ringfence itself is
# built without isolation, so that its build downloads nothing.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps
LOCKED  := $(INSTALL) --only-binary :all: --require-hashes -r
count    = $$(grep -c '^[A-Za-z0-9].*==' $(1))

$(STAMP): constraints.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Ringfence needs Python 3.11 or newer and $(PYTHON) is older: name a newer one, as in make PYTHON=python3.12 test" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV)."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the $(call count,constraints.txt) packages that Ringfence needs. This takes about half a minute, once."
	@$(LOCKED) constraints.txt
	@echo "Installing Ringfence itself."
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(DEV): $(STAMP) constraints-dev.txt
	@echo "Installing what developing and testing need. This takes about a minute, once."
	@$(LOCKED) constraints-dev.txt
	@touch $@
