# Needs Python 3.11 or newer, make and a package index; everything else goes into .venv. Start with: make help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8501
OUT ?= out
PAINTINGS ?= data/originals
unexport PYTHONDONTWRITEBYTECODE # what the tests start need not compile the package each time
# Python compiles what it imports; to compile all that pip installs takes as long as the rest of the installation.
export PIP_COMPILE = 0

.DEFAULT_GOAL := help
.PHONY: help app demo tutorial docs test check lint types bench testsplit cost peers clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

app: $(VENV)/app.stamp ## Start the dashboard on http://localhost:8501 (PORT=8600: elsewhere; HOST=0.0.0.0: for the whole network)
	$(BIN)/python -m restoration dashboard --host $(HOST) --port $(PORT)

demo: $(VENV)/app.stamp ## Restore the sample painting on the command line, and score it against the truth
	$(BIN)/python -m restoration demo --output $(OUT)/demo

tutorial: $(VENV)/tutorial.stamp ## Open the notebooks that teach how a network learns to restore
	$(BIN)/python -m jupyterlab docs/tutorial

docs: $(VENV)/docs.stamp ## Build the documentation site into out/site; it needs no network
	PATH="$(abspath $(BIN)):$$PATH" NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --site-dir $(abspath $(OUT))/site

test: $(VENV)/dev.stamp ## Run the tests
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: lint types test ## Run style, types and tests

lint: $(VENV)/dev.stamp ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## Check types
	$(BIN)/mypy

bench: $(VENV)/app.stamp ## Measure every detector and inpainter on the validation paintings of PAINTINGS
	$(BIN)/python -m restoration benchmark --paintings $(PAINTINGS)

testsplit: $(VENV)/app.stamp ## Once per release: measure the test paintings of PAINTINGS, and write their figures into docs/benchmark.md
	$(BIN)/python -m restoration benchmark --split test --paintings $(PAINTINGS) --output data/benchmarks/test
	$(BIN)/python scripts/update_readme.py

cost: $(VENV)/dev.stamp ## Measure what a restoration costs in time and memory, and how fast and how real artificial damage is
	$(BIN)/python scripts/measure_cost.py
	$(BIN)/python scripts/measure_cost.py --detector unet --inpainter auto
	$(BIN)/python scripts/measure_damage.py

peers: .venv-bench/peers.stamp ## Install other people's inpainters into .venv-bench, for the benchmark

.venv-bench/peers.stamp: requirements-bench.txt | $(BIN)/python
	$(BIN)/python -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

clean: ## Remove the virtual environment and what was made
	rm -rf $(VENV) .venv-bench $(OUT) .cache

# A stamp is as new as the requirements it was installed from, so the second time costs nothing.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/app.stamp: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/tutorial.stamp: requirements-tutorial.txt $(VENV)/app.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-tutorial.txt
	@touch $@

$(VENV)/docs.stamp: requirements-docs.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-docs.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/app.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
