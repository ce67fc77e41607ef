# Tafelrunde: what a newcomer, a developer and continuous integration type. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
ONLY ?=
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Stamps remember which lock is installed; a changed lock is installed again, an unchanged one costs nothing.
STAMP_DEV := $(VENV)/.stamp-dev
STAMP_DEMO := $(VENV)/.stamp-demo
STAMP_BENCH := $(VENV)/.stamp-bench
STAMP_SELF := $(VENV)/.stamp-self

# What runs in production is what was tested: these locks take the versions of the development lock.
LOCKS_AS_DEV := runtime demo bench
LOCK_FLAGS := $(if $(UPGRADE),--upgrade) --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: help setup demo test check bench messages lock clean
.NOTPARALLEL:

help: ## List these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Tafelrunde needs Python 3.11 or newer; $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }

# The development lock holds everything of the demo lock: whoever has it needs no second installation.
$(STAMP_DEMO): requirements/demo.txt | $(BIN)/python
	@if [ -e $(STAMP_DEV) ]; then $(MAKE) --no-print-directory $(STAMP_DEV); else \
		echo "Installing what the site needs (once, about a minute) ..."; \
		$(PIP) install --quiet --require-hashes --requirement requirements/demo.txt; fi
	@touch $@

$(STAMP_DEV): requirements/dev.txt | $(BIN)/python
	@echo "Installing the development environment (once, about two minutes) ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@ $(STAMP_DEMO)

$(STAMP_BENCH): requirements/bench.txt $(STAMP_DEV)
	@$(PIP) install --quiet --require-hashes --requirement requirements/bench.txt
	@touch $@

# Our own four packages, straight from the checkout.
$(STAMP_SELF): pyproject.toml tools/build_hook.py
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(STAMP_DEV) $(STAMP_SELF) ## Install the development environment into .venv
	@$(BIN)/python tools/compile_catalogues.py

demo: $(STAMP_DEMO) $(STAMP_SELF) ## Start the site with a demo network on http://localhost:8000 (PORT=...)
	@$(BIN)/python tools/run_demo.py --port $(PORT)

test: setup ## Run all tests, on SQLite and on PostgreSQL (ARGS=pytest arguments)
	@tools/install_test_prerequisites.sh
	@$(BIN)/python tools/run_tests.py $(ARGS)

check: setup ## Lint, types, import contracts, migrations, translations
	@$(BIN)/python tools/run_checks.py

bench: $(STAMP_BENCH) $(STAMP_SELF) ## Measure against peers, one JSON object a line (ONLY=name,name)
	@$(BIN)/python tools/compile_catalogues.py >/dev/null
	@$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY))

messages: setup ## Collect new texts into the translation catalogues (needs gettext)
	@$(BIN)/python tools/messages.py
	@$(BIN)/python tools/compile_catalogues.py

lock: ## Make the hashed lock files again (needs uv; UPGRADE=1 takes newer releases)
	@command -v uv >/dev/null || { echo "uv is missing: see CONTRIBUTING.md" >&2; exit 1; }
	@uv pip compile $(LOCK_FLAGS) --python-version 3.11 requirements/dev.in --output-file requirements/dev.txt
	@for name in $(LOCKS_AS_DEV); do \
		uv pip compile $(LOCK_FLAGS) --python-version 3.11 --constraint requirements/dev.txt \
			requirements/$$name.in --output-file requirements/$$name.txt; done
	@uv pip compile $(LOCK_FLAGS) --python-version 3.12 requirements/django61.in --output-file requirements/django61.txt

clean: ## Remove the environment, demo data and everything made by these targets
	@rm -rf $(VENV) var build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find members events roundtables site tests tools -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +
