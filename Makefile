# make setup   a working .venv/bin/cxloop        make test    everything, browser included
# make demo    a simulated shop in the console   make check   style, types, arrows, size and shape
# make docs    the documentation as a site, in build/site
PYTHON ?= python3
BIN := .venv/bin
# Test processes side by side; more than two cores are worth it, since clients and browsers mostly wait.
JOBS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-bench demo test check types rules bench truth faults docs wheel lock clean

help:
	@sed -n '1,3s/^# //p' Makefile

setup:
	@$(PYTHON) scripts/bootstrap.py product

setup-dev:
	@$(PYTHON) scripts/bootstrap.py dev

setup-bench:
	@$(PYTHON) scripts/bootstrap.py bench

demo: setup
	@exec $(BIN)/cxloop demo

test: setup-dev
	@$(PYTHON) scripts/system.py
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(PYTEST)

check: setup-dev
	@$(MAKE) --no-print-directory -j 2 -O types rules

types:
	@$(BIN)/mypy
	@$(BIN)/mypy scripts

rules:
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/check_shape.py
	@$(BIN)/python scripts/check_licences.py

bench: setup-bench
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.compared --write
	@$(BIN)/python bench/truth.py --worlds 50 --null 400

truth: setup-dev
	@$(BIN)/python bench/truth.py --worlds 50 --null 400
	@$(BIN)/python -m bench.experiments

faults: setup-dev
	@PYTHONPATH=tests $(BIN)/python -m faults.damage --flips 1000 --cuts 200
	@PYTHONPATH=tests $(BIN)/python -m faults.histories --histories 1000
	@PYTHONPATH=tests $(BIN)/python -m faults.full --kills 200 --cuts 100
	@PYTHONPATH=tests $(BIN)/python -m faults.hostile

docs: setup-dev
	@$(BIN)/python scripts/build_docs.py

wheel: setup-dev
	@rm -rf dist
	@$(BIN)/python -m hatchling build -t wheel
	@$(BIN)/python scripts/check_wheel.py dist/*.whl

lock: setup-dev
	@$(PYTHON) scripts/lock.py

clean:
	rm -rf .venv build dist console/node_modules tests/clients/node_modules src/cxloop/web/static/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +
