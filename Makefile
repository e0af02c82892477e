# `make help` lists the targets. Nothing needs to run beforehand: without DATABASE_URL and
# REDIS_URL each target that needs servers starts its own, and stops them when it ends.

PYTHON ?= python3
PORT ?= 8000
TESTS ?= tests
export PORT

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
INSTALLED_BENCH := $(VENV)/.installed-bench
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
PIP_COMPILE := $(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header
# `exec` lets a signal to make reach the supervisor instead of a shell in between.
SERVERS := exec $(PY) -m core.embedded
TEST_SERVERS := $(SERVERS) --data $(or $(DATA_DIR),.data/test) --quick --

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo run test pictures check bench bench-data mutants messages lock reset chromium

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(INSTALLED) ## make .venv and install what the product needs
install-dev: $(INSTALLED_DEV) ## the same, with the developers' tools

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; set PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get -qq update && apt-get -qq -y install python3-venv; } || \
		{ echo "venv is missing; as root: apt-get install python3-venv" >&2; exit 1; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(INSTALLED): requirements.txt | $(PY)
	@echo "installing requirements.txt"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements.txt requirements-dev.txt | $(PY)
	@echo "installing requirements.txt and requirements-dev.txt"
	@$(PIP_INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $(INSTALLED) $@

$(INSTALLED_BENCH): requirements-bench.txt $(INSTALLED_DEV)
	@echo "installing requirements-bench.txt"
	@$(PIP_INSTALL) -r requirements-bench.txt
	@touch $@

demo: $(INSTALLED) ## the product with a demo organisation, at PORT (default 8000)
	@DEMO=true $(SERVERS) -- $(PY) -m config.supervise demo

run: $(INSTALLED_DEV) ## the demo for developers: reloads when the source changes
	@DEMO=true DEBUG=true $(SERVERS) -- $(PY) -m config.supervise run

test: $(INSTALLED_DEV) chromium ## all tests, or those of TESTS=path
	@$(TEST_SERVERS) $(PY) -m pytest --numprocesses auto --dist loadfile $(TESTS)

pictures: $(INSTALLED_DEV) chromium ## make the pictures of the guide anew, from the product as it is
	@PICTURES=new $(TEST_SERVERS) $(PY) -m pytest --quiet tests/browser/test_guide.py

check: $(INSTALLED_DEV) ## style, types, layers, migrations, translations, safety
	@$(TEST_SERVERS) $(PY) -m tests.check

bench: $(INSTALLED_BENCH) ## measure all, or FIGURES="recalculate page"; one JSON object a line
	@exec $(PY) -m tests.bench $(FIGURES)

bench-data: $(INSTALLED_BENCH) ## two million requests to measure on, kept in .data/bench
	@$(SERVERS) --data .data/bench --quick -- $(PY) -m tests.bench.data

mutants: $(INSTALLED_DEV) ## change each comparison of business time: a test must fail
	@exec $(PY) -m tests.mutants

messages: $(INSTALLED_DEV) ## collect the strings to translate into locale/
	@$(PY) manage.py messages

lock: $(INSTALLED_DEV) ## requirements*.in to requirements*.txt, with hashes
	$(PIP_COMPILE) $(LOCK) --output-file requirements.txt requirements.in
	$(PIP_COMPILE) $(LOCK) --output-file requirements-dev.txt requirements-dev.in
	$(PIP_COMPILE) $(LOCK) --output-file requirements-bench.txt requirements-bench.in

reset: $(INSTALLED) ## remove the data of the demo and the tests, wherever it is
	@$(PY) -m core.embedded --reset

chromium:
	@command -v chromium >/dev/null || \
		{ test "$$(id -u)" = 0 && echo "installing Chromium" && apt-get -qq update && \
		apt-get -qq -y install chromium >/dev/null; } || \
		{ echo "the browser tests need Chromium; as root: apt-get install chromium" >&2; exit 1; }
