# What can be done here. `make help` lists it. Everything installs what it needs into .venv, and nothing elsewhere.

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/tools/bin/uv
STAMP := $(VENV)/.opsmantik-set-up
# Arguments for what is run: make verify ARGS='--sector GWY', make test ARGS='-k cors'.
ARGS ?=

# An empty environment has no PATH either, and without one Python cannot find itself.
ifeq ($(PATH),)
export PATH := /usr/local/bin:/usr/bin:/bin
endif

# Where a system keeps its own certificate authorities (companies do), uv is to know them as pip does.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS ?= true
endif

# uv keeps its downloads at home; without a home (an empty environment) they stay in here.
ifeq ($(HOME),)
export UV_CACHE_DIR ?= $(CURDIR)/$(VENV)/cache
export PIP_NO_CACHE_DIR := 1
endif

.PHONY: help setup browser verify test flakes test-docker faults faults-full limiter-runs races load chaos soak bench bench-load lint lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP)  ## the virtual environment, from requirements.lock; nothing to do while that stays the same

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "expected a Python 3.11 or newer named $(PYTHON), came none; install one, or say make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "expected Python 3.11 or newer, came `$(PYTHON) --version`; say make PYTHON=/path/to/a/newer/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "expected Python's venv module, came none; install it (Debian: apt-get install python3-venv)" >&2; exit 2; }
	@echo "setting up $(VENV) from requirements.lock (uv $(UV_VERSION))"
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@test -x $(UV) || { $(PYTHON) -m venv $(VENV)/tools && \
	  $(VENV)/tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	@$(UV) pip sync --system-certs --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --system-certs --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Where no Chromium can be had the rest goes on: verify judges what it can and exits 3 by itself.
browser: setup  ## a Chromium for what needs one, where there is none: apt-get (Debian, root), else Playwright's
	@$(BIN)/python -m browser_tests.chromium || test $$? -eq 3

verify: browser  ## judge the bundled gateway, schema and tracker on an embedded Postgres, clause by clause
	@$(BIN)/opsmantik verify --require browser $(ARGS); code=$$?; \
	  echo "call it yourself: $(BIN)/opsmantik verify --help (or: . $(BIN)/activate, then opsmantik)"; exit $$code

# Two sessions: browsers have one of their own. With ARGS only what they name is run.
test: lint browser  ## every test of ours (ARGS go to pytest: make test ARGS='browser_tests -k queue')
ifeq ($(strip $(ARGS)),)
	@$(BIN)/pytest && $(BIN)/pytest browser_tests
else
	@$(BIN)/pytest $(ARGS)
endif

REPEAT ?= 50
ENGINE ?= chromium
flakes: browser  ## every scenario REPEAT times in ENGINE: not one may end otherwise than it should
	@$(BIN)/opsmantik browse '*' --repeat $(REPEAT) --engine $(ENGINE) $(ARGS)

test-docker: setup  ## the tests that need a Docker engine
	@OPSMANTIK_TEST_DOCKER=1 $(BIN)/pytest tests/docker $(ARGS)

faults: browser  ## every fault of the gallery must be killed: declared clauses, a smoke of the others, the matrix
	@$(BIN)/opsmantik faults run $(ARGS)

faults-full: browser  ## the same with every check on every fault: the whole kill matrix (five hours and more)
	@$(BIN)/opsmantik faults run --full $(ARGS)

limiter-runs: setup  ## the limiter's fingerprint: 200 runs on a moved clock, every fault, 20 side by side in real time
	@OPSMANTIK_LIMITER_RUNS=200 $(BIN)/pytest tests/simulator/limiter $(ARGS)
	@$(BIN)/python -m tests.simulator.limiter.side_by_side

races: setup  ## four races, twenty requests at once, fifty rounds: refused, lost, doubled
	@$(BIN)/opsmantik races $(ARGS)

load: setup  ## every load profile, on the reference and on the build that fails it (seven minutes)
	@OPSMANTIK_LOAD_ALL=1 $(BIN)/pytest tests/loadtests $(ARGS)

chaos: setup  ## ten faults under load, three blows each: what is lost, doubled, and how soon it answers again
	@$(BIN)/opsmantik chaos $(ARGS)

soak: setup  ## a million requests: does anything grow? (hours; the profile itself is 200,000)
	@$(BIN)/opsmantik load soak --duration 5000 $(ARGS)

bench-load: setup  ## our load generator beside plain Locust and wrk, on one no-op server
	@$(BIN)/opsmantik bench load $(ARGS)

bench: setup  ## the gateway's throughput beside pgbench on the same server
	@$(BIN)/opsmantik bench gateway $(ARGS)

lint: setup  ## the style of the house, as far as ruff can see it
	@$(BIN)/ruff check --quiet .

lock: setup  ## write requirements.lock anew from pyproject.toml, with hashes and without addresses
	@$(UV) pip compile --system-certs --quiet pyproject.toml --group dev --universal --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --python-version 3.11 -o requirements.lock

clean:  ## everything that was made here: the environment, runs, caches
	@rm -rf $(VENV) runs .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
