# Needs Python 3.10 to 3.14 with venv, git and make; everything else is installed into .venv, .demo and build.
# tests/README.rst says which target to run after which change.

PYTHON ?= python3

VENV_PY := .venv/bin/python
BUILD_PY := build/venv/bin/python
DEMO_PY := .demo/venv/bin/python
WHEEL := dist/.stamp
PYTEST := $(VENV_PY) -m pytest

SOURCES := setup.py pyproject.toml MANIFEST.in README.rst HISTORY.rst LICENSE \
  $(shell find azext_hubnet -name '*.py' -o -name '*.yaml' -o -name '*.json' -o -name '*.j2')

# The caller's az settings must not reach the az of the tests, and the tests must not change the caller's.
unexport AZURE_EXTENSION_DIR AZURE_EXTENSION_DEV_SOURCES VIRTUAL_ENV PYTHONPATH
export AZURE_CONFIG_DIR := $(CURDIR)/build/azure
export AZURE_CORE_COLLECT_TELEMETRY := no
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

# The targets share .venv and build/.
.NOTPARALLEL:

# The time of day shows which step is slow while it runs.
step = @echo "== $$(date +%T) $(1)"

.PHONY: help
help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: venv
venv: .venv/.stamp ## make the private environment .venv (az, azure-ai-ml, azdev, pytest)

.PHONY: wheel
wheel: $(WHEEL) ## build dist/hubnet-*.whl

.PHONY: test
test: unit properties commands installed style linter security ## run every test and check
	$(call step,all tests and checks passed)

# SLOW runs without coverage, which would take most of its time and distort what it measures.
UNIT := tests/core tests/reports tests/flows tests/terminal tests/service tests/package tests/simulator
SLOW := tests/properties tests/speed

.PHONY: unit
unit: .venv/.stamp ## run the tests that need no az process, with the coverage gate
	$(call step,unit tests with coverage)
	$(PYTEST) -n 2 $(UNIT) --cov --cov-report=term

.PHONY: properties
properties: .venv/.stamp ## run every property on 1,000 examples, and the speed bounds of core
	$(call step,properties on 1000 examples and speed bounds)
	$(PYTEST) -n 2 $(SLOW)

# Part of `make matrix`.
.PHONY: many-properties
many-properties: .venv/.stamp
	$(call step,properties on 100000 examples: hours)
	HUBNET_EXAMPLES=100000 $(PYTEST) -n 2 -rP $(SLOW)

.PHONY: commands
commands: .venv/.stamp ## run the commands against recorded traffic, and every help example
	$(call step,commands against recorded traffic)
	$(PYTEST) tests/commands

.PHONY: surface
surface: .venv/.stamp ## accept a change of commands, options or result keys: rewrite tests/commands/surface.txt
	$(VENV_PY) -m tests.commands.surface

# These measure time and memory, so nothing runs beside them.
TIMED := tests/installed/test_timing.py tests/installed/test_footprint.py

.PHONY: installed
installed: .venv/.stamp $(WHEEL) ## run the installed wheel in a real az against the simulator
	$(call step,installed wheel in a real az: the longest step)
	$(PYTEST) -n 2 --dist loadfile --durations=10 --durations-min=10 tests/installed $(TIMED:%=--ignore=%)
	$(call step,time and memory of the installed wheel)
	$(PYTEST) $(TIMED)

.PHONY: matrix
matrix: .venv/.stamp $(WHEEL) many-properties ## run the whole fault matrix, every interruption and restart, 100,000 examples: hours
	$(call step,whole fault matrix: hours)
	HUBNET_MATRIX=all $(PYTEST) tests/installed/test_fault_matrix.py tests/installed/test_writing_signals.py tests/installed/test_restarts.py

.PHONY: style
style: .venv/.stamp ## run ruff, mypy --strict and azdev style (pylint and flake8)
	$(call step,ruff)
	$(VENV_PY) -m ruff check
	$(VENV_PY) -m ruff format --check
	$(call step,mypy)
	$(VENV_PY) -m mypy
	$(call step,azdev style: a minute)
	$(VENV_PY) tools/azdev_checks.py style

.PHONY: format
format: .venv/.stamp ## format the code and apply ruff's safe fixes
	$(VENV_PY) -m ruff check --fix
	$(VENV_PY) -m ruff format

.PHONY: linter
linter: .venv/.stamp ## run every rule of azdev linter
	$(call step,azdev linter: a minute)
	$(VENV_PY) tools/azdev_checks.py linter

.PHONY: checks-doc
checks-doc: .venv/.stamp ## write docs/checks.rst, the reference of the audit checks
	$(VENV_PY) tools/checks_table.py

.PHONY: compat
compat: .venv/.stamp $(WHEEL) ## test with the oldest and newest az and azure-ai-ml: half an hour
	$(VENV_PY) tools/compat.py

.PHONY: security
security: .venv/.stamp ## look for insecure code with bandit
	$(call step,bandit)
	$(VENV_PY) -m bandit -q -r azext_hubnet

.PHONY: audit-dependencies
audit-dependencies: .venv/.stamp ## look up known vulnerabilities of az, azure-ai-ml and the tools (asks pypi.org)
	$(call step,pip-audit)
	$(VENV_PY) -m pip_audit --local

.PHONY: demo
demo: .demo/.stamp ## show the commands against a simulated hub
	$(DEMO_PY) tools/demo.py

.PHONY: bench
bench: .demo/.stamp ## compare the installed wheel with az, az rest and azure-ai-ml: five minutes
	$(DEMO_PY) tools/bench.py

.PHONY: clean
clean: ## remove everything that these targets made
	rm -rf .venv .demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find azext_hubnet tests tools -name __pycache__ -prune -exec rm -rf {} +

# Each environment is rebuilt when its list changes, so that nothing unlisted stays in it.
define make_env
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed")'
$(PYTHON) -m venv --clear $(1)
$(1)/bin/python -m pip install -q -r $(2)
endef

.venv/.stamp: tests/requirements.txt
	$(call step,environment .venv: a few minutes the first time)
	$(call make_env,.venv,$<)
	@touch $@

build/venv/.stamp: tests/requirements-build.txt
	$(call step,environment build/venv)
	$(call make_env,build/venv,$<)
	@touch $@

.demo/venv/.stamp: tests/requirements-demo.txt
	$(call step,environment .demo/venv: a few minutes the first time)
	$(call make_env,.demo/venv,$<)
	@touch $@

# setuptools would also pack what an earlier build left in build/lib.
$(WHEEL): build/venv/.stamp $(SOURCES)
	$(call step,wheel)
	@rm -rf dist build/lib build/bdist.* hubnet.egg-info
	$(BUILD_PY) -m pip wheel -q --no-deps --no-build-isolation -w dist .
	@ls dist/hubnet-*.whl
	@touch $@

.demo/.stamp: .demo/venv/.stamp $(WHEEL)
	$(call step,az extension add: takes a minute)
	@rm -rf .demo/extensions
	@date +%s > .demo/install-seconds
	AZURE_CONFIG_DIR=$(CURDIR)/.demo/azure AZURE_EXTENSION_DIR=$(CURDIR)/.demo/extensions \
	  $(DEMO_PY) -m azure.cli extension add --only-show-errors --yes --source dist/hubnet-*.whl
	@echo $$(($$(date +%s) - $$(cat .demo/install-seconds))) > .demo/install-seconds
	@touch $@
