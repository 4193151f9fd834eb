# Needs Python 3.11 or later, make and a package index that pip can reach; all else is fetched into .venv.
# Another Python: make test PYTHON=/path/to/python3.13

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --constraint constraints.txt
DEMO_LIBRARY := .demo/library.db
SAMPLES := $(sort $(wildcard samples/*/plan.txt))

.PHONY: help install demo test bench format constraints clean
.DEFAULT_GOAL := help

help: ## Print what can be made.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# Its own stamp: an environment half made when it was interrupted is made again.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "parcli needs Python 3.11 or later: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

# A stamp is younger than all that decides what is installed, so a second run has nothing to do.
$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	@echo 'Installing parcli and what it needs into $(VENV) ...'
	@$(INSTALL) --editable '.[all]'
	@touch $@

$(VENV)/.installed-for-tests: $(VENV)/.installed
	@echo 'Installing what its checks need ...'
	@$(INSTALL) --editable '.[all,dev]'
	@touch $@

$(VENV)/.installed-for-benchmarks: $(VENV)/.installed
	@echo 'Installing what parcli is measured against ...'
	@$(INSTALL) --editable '.[all,bench]'
	@touch $@

install: $(VENV)/.installed ## Set up .venv with parcli and all its extras.

demo: $(VENV)/.installed ## Extract from a sample, fill a library of its own, compare two provinces.
	@printf '\n$$ parcli extract samples/khanh-hoa-2021-1/plan.txt\n'
	@$(BIN)/parcli extract samples/khanh-hoa-2021-1/plan.txt --format table
	@mkdir -p $(dir $(DEMO_LIBRARY)) && rm -f $(DEMO_LIBRARY) $(DEMO_LIBRARY)-*
	@printf '\n$$ parcli add samples/*/plan.txt --library $(DEMO_LIBRARY)\n'
	@$(BIN)/parcli add $(SAMPLES) --library $(DEMO_LIBRARY) --format table
	@printf '\n$$ parcli compare hai-duong hung-yen --library $(DEMO_LIBRARY)\n'
	@$(BIN)/parcli compare hai-duong hung-yen --library $(DEMO_LIBRARY) --format table

test: $(VENV)/.installed-for-tests ## Run every check: format, lint, types, tests, the wheel alone.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -rs --numprocesses auto --dist worksteal

# One benchmark, fewer runs, less text: make bench BENCH='plan library --runs 3 --scale 0.1'
bench: $(VENV)/.installed-for-benchmarks ## Measure parcli beside its peers; some ten minutes on a quiet machine.
	$(BIN)/python -m benchmarks $(BENCH)

format: $(VENV)/.installed-for-tests ## Format the code and mend what can be mended by itself.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints: ## Renew constraints.txt with the latest versions of everything.
	rm -rf .demo/fresh && "$(PYTHON)" -m venv .demo/fresh
	.demo/fresh/bin/python -m pip install -qq --no-input '.[all,ocr,dev,bench]'
	{ sed -n '/^#/p' constraints.txt; .demo/fresh/bin/python -m pip freeze --exclude parcli; } > .demo/constraints.txt
	mv .demo/constraints.txt constraints.txt
	rm -rf .demo/fresh

clean: ## Remove what the commands above made.
	rm -rf $(VENV) .demo dist build .pytest_cache .mypy_cache .ruff_cache
