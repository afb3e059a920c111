# Everything here works from a fresh clone: what is needed comes into .venv, from a hash-pinned lock.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
BIN := .venv/bin
LOCK ?= requirements-dev.txt
LOCKED := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --no-annotate pyproject.toml
CATALOGUES := service/languages/catalogues

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix chaos recovery bench lock messages pictures

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 12

setup: ## Install what is needed into .venv, if the lock has changed
	@cmp -s $(LOCK) .venv/lock || cmp -s requirements-dev.txt .venv/lock || { \
	  test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/it" >&2; exit 2; }; \
	  echo "Setting up .venv from $(LOCK) … (a minute or two, the first time)" && \
	  $(PYTHON) -m venv --clear .venv && \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-input --require-hashes -r $(LOCK) && \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation -e . && \
	  cp $(LOCK) .venv/lock; }

demo: ## Watch the main job happen on this machine (DEMO=once: by itself, then exit)
	@$(MAKE) --no-print-directory setup LOCK=requirements-demo.txt
	@$(BIN)/rating-survey demo $(if $(filter once,$(DEMO)),--once)

test: setup ## Run the whole suite, on two processors at once (JOBS=2)
	@$(BIN)/pytest --numprocesses $(or $(JOBS),2) --dist worksteal

check: setup ## Format, lint, types, imports, dependencies, templates, spelling
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry . --no-ansi
	@$(BIN)/djlint --lint --quiet service
	@$(BIN)/codespell

fix: setup ## Repair what the checks can repair by themselves
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

chaos: setup ## Break everything at once, and let the ledgers judge (SEED=1 MINUTES=5)
	@PYTHONPATH=tests/system $(BIN)/python -m tests.chaos --seed $(or $(SEED),1) --minutes $(or $(MINUTES),5)

recovery: setup ## Kill each part, take Redis and Dixa away, and measure how long that is felt
	@PYTHONPATH=tests/system $(BIN)/python -m tests.recovery

bench: setup ## Measure, beside a bare Flask route in the same run
	@$(BIN)/python -m benchmarks

lock: setup ## Write the locks anew from pyproject.toml
	@$(BIN)/$(LOCKED) --upgrade --extra embedded -o requirements.txt
	@$(BIN)/$(LOCKED) --upgrade --extra demo --extra editable -o requirements-demo.txt
	@$(BIN)/$(LOCKED) --upgrade --extra dev -o requirements-dev.txt

messages: setup ## Bring the catalogues of every language up to date (NEW="ga mt": begin these)
	@$(BIN)/pybabel --quiet extract -F pyproject.toml --omit-header --no-location --sort-output -o .messages.pot service
	@for language in $(NEW) $(basename $(notdir $(wildcard $(CATALOGUES)/*.po))); do \
	  $(BIN)/pybabel --quiet update --init-missing --omit-header --no-wrap --no-fuzzy-matching --ignore-obsolete \
	    -i .messages.pot -o $(CATALOGUES)/$$language.po -l $$(echo $$language | tr - _); done

pictures: setup ## Take the pictures of the README again (needs Chromium)
	@$(BIN)/python docs/pictures/take.py
