# make run    a running instance with the demo catalog, from nothing but Python 3.11+
# make test   everything that CI runs
# make help   the rest

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# the newest Python that is 3.11 or later; say PYTHON=... to choose another
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)
HOME_FOLDER = $${GROUNDSWELL_HOME:-data}
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 20000
# how many tests at a time (one more than processors: browsers and servers are waited for), and
# whether a missing PostgreSQL is an error ("required") or a note
JOBS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
POSTGRES ?= wanted
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1 \2/p' Makefile | while read -r name text; do \
	printf '  make %-14s %s\n' "$$name" "$$text"; done

# ---------------------------------------------------------------- environment

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Groundswell needs Python 3.11 or later; none was found." >&2; exit 1; fi
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo "This Python cannot make virtual environments. On Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/base.stamp: requirements/base.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Groundswell needs"
	@$(PIP) install --progress-bar on --require-hashes -r requirements/base.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@echo "Installing what the tests need"
	@$(PIP) install --progress-bar on --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/dev.stamp
	@$(PIP) install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

# Node.js builds style sheets and scripts; where there is none, a wheel brings it
UI := src/groundswell/ui
BUILT := $(UI)/static/ui/built
NODE_READY = node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null

node_modules/.stamp: package.json package-lock.json .npmrc | $(VENV)/base.stamp
	@if ! { $(NODE_READY); }; then echo "Installing Node.js into $(VENV)"; \
	$(PIP) install --quiet --require-hashes -r requirements/assets.txt; fi
	@echo "Installing what the pages are made of"
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT)/app.css: node_modules/.stamp $(shell find $(UI)/assets docs/guide -type f)
	@echo "Building the pages' style sheet and scripts"
	@PATH="$(CURDIR)/$(BIN):$$PATH" node $(UI)/assets/build.mjs
	@touch $@

.PHONY: install dev assets
assets: $(BUILT)/app.css ## style sheets, scripts, icons and fonts of the pages
install: $(VENV)/base.stamp assets ## the product in .venv
dev: $(VENV)/dev.stamp assets ## the product and the tools of its developers in .venv

# ---------------------------------------------------------------- running

.PHONY: run demo
run: install demo ## an instance with the demo catalog on http://localhost:8000 (HOST=, PORT=, DEMO=)
	@exec $(BIN)/groundswell serve --migrate --host $(HOST) --port $(PORT)

demo: install ## database and demo catalog, if they are not there yet (DEMO= creators)
	@mkdir -p "$(HOME_FOLDER)"
	@if [ ! -e "$(HOME_FOLDER)/demo.stamp" ]; then \
	$(BIN)/groundswell demo --creators $(DEMO) && touch "$(HOME_FOLDER)/demo.stamp"; fi

# ---------------------------------------------------------------- testing

.PHONY: test lint types floors migrations test-postgres test-sqlite format
test: lint types floors migrations test-postgres test-sqlite ## everything that CI runs

lint: dev ## style and likely mistakes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: dev ## bring the sources into form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: dev ## strict types
	@GROUNDSWELL_HOME=$(VENV)/checks $(BIN)/mypy

floors: dev ## imports go down only
	@$(BIN)/lint-imports

migrations: dev ## every change of a model has its migration
	@GROUNDSWELL_HOME=$(VENV)/checks DJANGO_SETTINGS_MODULE=groundswell.config.settings \
	$(BIN)/python -m django makemigrations --check --dry-run

test-sqlite: dev ## the whole suite, on SQLite
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-postgres: dev ## what touches the database, on a PostgreSQL that is started for it
	@if $(BIN)/python tests/postgres.py true 2>$(VENV)/postgres.log; then \
	$(BIN)/python tests/postgres.py $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m database; \
	else cat $(VENV)/postgres.log; [ "$(POSTGRES)" != required ] || exit 1; \
	echo "Going on with SQLite only."; fi

# ---------------------------------------------------------------- measuring

.PHONY: bench-discovery bench-http bench-browser bench-updates bench-import
SIZE ?= 1000000
PEERS ?= bitmaps,sqlite,postgres
QUERIES ?= 20
bench-discovery: $(VENV)/bench.stamp ## search beside its peers (SIZE=, PEERS=, QUERIES= per template)
	@test -e benchmarks/work/home-$(SIZE)/index/CURRENT || \
	$(BIN)/python -m benchmarks.discovery build --size $(SIZE)
	@$(BIN)/python -m benchmarks.discovery run --size $(SIZE) --peers "$(PEERS)" --queries $(QUERIES)

bench-http: $(VENV)/bench.stamp ## the same queries through a server (after bench-discovery)
	@$(BIN)/python -m benchmarks.over_http --size $(SIZE) --queries $(QUERIES)

bench-browser: $(VENV)/bench.stamp assets ## Discover in Chromium, from a click to new results (SIZE=20000: the demo)
	@$(BIN)/python -m benchmarks.in_browser --size $(SIZE)

bench-updates: $(VENV)/bench.stamp ## readers while a writer works (after bench-discovery)
	@$(BIN)/python -m benchmarks.updates --size $(SIZE)

bench-import: $(VENV)/bench.stamp ## a CSV of SIZE rows from file to searchable, beside its bare parts
	@$(BIN)/python -m benchmarks.importing --rows $(SIZE)

# ---------------------------------------------------------------- upkeep

.PHONY: screenshots
screenshots: dev ## the guide's pictures, from a running demo (needs Chromium)
	@$(BIN)/python -m tests.journeys.pictures

.PHONY: lock hooks clean
lock: $(BIN)/python ## pin requirements/*.in with hashes; LOCK=--upgrade takes newer versions
	@$(PIP) install --quiet uv
	@for set in dev base bench assets; do \
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(LOCK) \
	$$([ $$set = dev ] || [ $$set = assets ] || echo "-c requirements/dev.txt") requirements/$$set.in -o requirements/$$set.txt; \
	done

hooks: dev ## run the checks before each commit
	@$(BIN)/pre-commit install

clean: ## forget caches and the environment; data stays
	rm -rf node_modules $(BUILT)
	rm -rf $(VENV) build dist staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
