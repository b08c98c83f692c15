# Vital Few: `make run` installs what is missing and starts; `make help` lists the rest.
# Needed beforehand: python3 (any version with venv), git and make. Everything else is fetched into this folder.

.DEFAULT_GOAL := help
.NOTPARALLEL:

EMPTY :=
SPACE := $(EMPTY) $(EMPTY)
# uv does not look into pyenv's version folders unless they are on PATH; appended, so that python3 stays what it was.
PYENV_FOLDERS := $(subst $(SPACE),:,$(strip $(wildcard $(HOME)/.pyenv/versions/3.1[2-4]*/bin)))
export PATH := $(PATH):$(PYENV_FOLDERS)
# Programs that may not keep what they compiled take twice as long to start, and the tests start some hundreds.
unexport PYTHONDONTWRITEBYTECODE

UV ?= .uv/bin/uv
BIN := .venv/bin
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
fingerprint = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)

# Each stamp carries the fingerprint of what it was made from: nothing is done again until that changes.
RUN_PACKAGES := .venv/.run-$(call fingerprint,requirements/run.txt)
DEV_PACKAGES := .venv/.dev-$(call fingerprint,requirements/dev.txt)
BUILT_FROM := $(shell find hatch_build.py pyproject.toml README.md frontend src -type f -not -path '*/node_modules/*' \
	\( -path 'frontend/*' -o -name '*.html' -o -name forms.py -o -name '*.po' -o -name '*.toml' -o -name hatch_build.py \) \
	2>/dev/null | LC_ALL=C sort)
PEERS := .venv-bench/.peers-$(call fingerprint,requirements/bench.txt)
SPARK := .venv-spark/.spark-$(call fingerprint,requirements/spark.txt)
PRODUCT := .venv/.product-$(call fingerprint,$(BUILT_FROM))
# The packages of `make test` include those of `make run`: once there, they stay.
PACKAGES := $(if $(wildcard $(DEV_PACKAGES)),$(DEV_PACKAGES),$(RUN_PACKAGES))

# That nothing was found is an error, unless it was asked for by name.
tests = $(BIN)/pytest $(1) $(ARGS)$(if $(ARGS), || [ $$? = 5 ])

.PHONY: help setup run test gate torture spark check bench peers messages format clean browser develop

help: ## List these targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(PACKAGES) ## Install without starting; leaves the command line at .venv/bin/vitalfew.
	@$(MAKE) --silent --no-print-directory $(PRODUCT)

run: setup ## Install what is missing, start everything, and print the address.
	@exec $(BIN)/vitalfew serve

test: gate $(SPARK) ## Run every test: unit, property, database, crash, browser, cluster (ARGS="-k words" picks).
	$(call tests,-n 2 --dist loadfile -m 'not fault and not spark and not alone' src tools)
	$(call tests,-q -m 'not fault and alone' src/vitalfew)
	$(call tests,-q -m 'not fault' torture)
	@# On its own: a cluster wants both cores.
	@$(MAKE) --silent --no-print-directory spark
	@# In a run of their own: a browser's event loop would make Django refuse the database to the tests after it.
	@# A browser that waits for ever ends its process, which is a failed test, and says where it stood.
	$(call tests,-n 2 --dist loadfile --max-worker-restart 1 -o faulthandler_timeout=400 \
		-o faulthandler_exit_on_timeout=true -m 'not fault' e2e)

gate: develop browser ## Run what a change has to pass first: every fault and attack, a few cases of each.
	$(BIN)/python -m torture --few $(ARGS)

torture: develop browser ## Run every fault and attack at its full number (ARGS="C1 D3" picks); writes build/torture.json and docs/reliability.md.
	$(BIN)/python -m torture $(ARGS)

spark: $(SPARK) ## Run the tests of the value engine on a Spark cluster of two workers, started here from .venv-spark.
	PYTHONPATH=src .venv-spark/bin/pytest -q -o addopts= -m spark src/valuation/engines $(ARGS) || [ $$? = 5 ]

check: develop ## Style, types, layers, templates and our own rules, quickest first.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m tools.checks
	$(BIN)/python tools/messages.py --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint src
	$(BIN)/mypy

bench: develop peers $(SPARK) ## Measure import, value run and pages; writes build/bench.json. Compares with peers where they are.
	$(BIN)/python -m bench $(ARGS)

peers: $(PEERS) ## Install what make bench compares with, beside us in .venv-bench (large; their numpy is not ours).

messages: develop ## Collect the sentences to translate into each app's locale folder.
	$(BIN)/python tools/messages.py

format: develop ## Put the code into its form.
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

clean: ## Remove all that was installed and built here; the data folder is not touched.
	rm -rf .venv .venv-bench .venv-spark .uv build dist frontend/node_modules src/vitalfew/web/static/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find src -name '*.mo' -delete

develop: $(DEV_PACKAGES)
	@$(MAKE) --silent --no-print-directory $(PRODUCT)

browser: ## Install what the tests need of the system (browser, Chinese font, mail server), where the system has apt.
	@tools/install-browser.sh

$(UV):
	@echo "Installing uv, which installs the rest ..."
	@command -v python3 >/dev/null || { echo "python3 is missing: install it, then run make again."; exit 2; }
	@python3 -m venv .uv || { rm -rf .uv; \
		echo "Python's venv module is missing: on Debian and Ubuntu 'apt install python3-venv' brings it."; exit 2; }
	@.uv/bin/python -m pip --quiet --disable-pip-version-check install 'uv>=0.13,<0.14' || { rm -rf .uv; \
		echo "uv could not be installed: is the network reachable?"; exit 2; }

$(BIN)/python: | $(UV)
	@$(UV) venv --quiet --python '>=3.12,<3.15' .venv || { \
		echo "No Python from 3.12 to 3.14 was found here, and none could be downloaded: install one, then run make again."; exit 2; }

$(RUN_PACKAGES): requirements/run.txt | $(BIN)/python
	@echo "Installing what Vital Few needs ..."
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@rm -f .venv/.run-* && touch $@

$(DEV_PACKAGES): requirements/dev.txt | $(BIN)/python
	@echo "Installing what Vital Few and its tests need ..."
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	@rm -f .venv/.dev-* .venv/.product-* && touch $@

$(PEERS): requirements/bench.txt | $(UV)
	@echo "Installing what Vital Few is compared with ..."
	@$(UV) venv --quiet --clear --python '>=3.12,<3.13' .venv-bench
	@$(UV) pip sync --quiet --python .venv-bench/bin/python --require-hashes requirements/bench.txt
	@touch $@

$(SPARK): requirements/spark.txt | $(UV)
	@echo "Installing Spark, and the Java it runs on, for its tests (600 MB) ..."
	@$(UV) venv --quiet --clear --python '>=3.12,<3.14' .venv-spark
	@$(UV) pip sync --quiet --python .venv-spark/bin/python --require-hashes requirements/spark.txt
	@touch $@

$(PRODUCT): | $(BIN)/python
	@echo "Building the pages and installing Vital Few itself ..."
	@$(INSTALL) --no-deps --editable .
	@rm -f .venv/.product-* && touch $@
