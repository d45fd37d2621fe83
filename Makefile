# Tallystick. Needs Python 3.11 or newer and make; everything else comes with `make setup`.
# Every target works as root and as an ordinary user, twice in a row, and beside another copy of this folder.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
CODE := chain api indexer finance scripts tests bench
DOCUMENTS ?=
TORTURE ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-brownie demo up test test-brownie check bench gas prove torture lock compile format clean

help:
	@echo 'make demo [DOCUMENTS=dir]  the main job, from documents to an audited repayment'
	@echo 'make test                  everything that must pass'
	@echo 'make up                    serve: chain, database, indexer, API, until Ctrl-C'
	@echo 'make check                 format, lint, types, import layers, artifacts, contract format and size'
	@echo 'make bench                 benchmarks, one JSON line a figure'
	@echo 'make gas                   gas of every call'
	@echo 'make prove                 the long campaigns and the proofs; writes docs/proof-report.md'
	@echo 'make torture [TORTURE=…]   the mirror under a bad node, a bad database and kill -9: 2,000 schedules'
	@echo 'make compile               contracts to chain/artifacts'
	@echo 'make format                format Python and Solidity'
	@echo 'make test-brownie          the contracts through Brownie, in its own environment'
	@echo 'make lock                  renew requirements/*.lock and package-lock.json'
	@echo 'make setup                 install what is missing (the others do it by themselves)'
	@echo 'make clean                 remove what make has made, environments included'

define need_python
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer was not found: install it, or make PYTHON=/path/to/python3' >&2; exit 2; }
endef

setup:
	$(need_python)
	@$(PYTHON) -m scripts.setup main npm

setup-brownie: setup
	@$(PYTHON) -m scripts.setup brownie

demo: setup
	@$(BIN)/tallystick demo $(DOCUMENTS)

up: setup
	@$(BIN)/tallystick up

compile: setup
	@$(BIN)/python -m scripts.build compile

check: setup
	@$(BIN)/python -m scripts.build check

format: setup
	@$(BIN)/python -m scripts.build format

test-brownie: setup-brownie
	@$(BIN)/python -m scripts.build solc > build/setup/solc.log
	@.venv-brownie/bin/python tests/brownie/run.py

# Brownie first, so that the last line is the main suite's.
test: test-brownie
	@$(BIN)/python -m pytest -n 2 --dist worksteal

bench: setup
	@$(BIN)/python -m bench

gas: setup
	@$(BIN)/python -m bench gas

prove: setup
	@$(PYTHON) -m scripts.setup provers
	@$(BIN)/python -m scripts.prove

torture: setup
	@$(BIN)/python -m tests.torture $(TORTURE)

lock:
	$(need_python)
	@$(PYTHON) -m scripts.setup main
	@$(BIN)/python -m scripts.setup.lock

clean:
	rm -rf .venv .venv-brownie .venv-halmos .venv-slither node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
