# make app     install what is needed into .venv (once) and start the app
# make test    lint, import contracts and the fast tests
# make slow    the tests that train for minutes
# make gpu     what a GPU does, in ten minutes, as a page (benchmarks/gpu.py)
# make lint    ruff, its format, import contracts, dependencies
# make types   pyright
# make format  let ruff rewrite the sources
# make audit-dependencies   known holes in what is installed (pip-audit asks PyPI)
# make clean   remove caches; make distclean also removes .venv
#
# VENV=folder keeps the environment elsewhere; PYTHON=python3.12 picks the interpreter that makes
# it; ARGS="-k labels" goes to pytest (with --numprocesses 0 for --pdb), ARGS="--port 8000" to the app.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

# Nothing in bin/ is run by its own first line, which breaks when the folder is moved.
RUN := $(VENV)/bin/python

.PHONY: app test slow gpu lint types audit-dependencies format clean distclean environment environment-dev python
.DEFAULT_GOAL := app

app: environment
	@$(RUN) app.py --open $(ARGS)

test: environment-dev
	@$(RUN) -m ruff check --quiet .
	@$(RUN) $(VENV)/bin/lint-imports --no-cache --no-logo
	@PYTHONDONTWRITEBYTECODE= $(RUN) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

slow: environment-dev
	@$(RUN) -m pytest -m slow --timeout 3600 $(ARGS)

gpu: environment-dev
	@$(RUN) -m benchmarks.gpu $(ARGS)

lint: environment-dev
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) $(VENV)/bin/lint-imports --no-cache --no-logo
	@$(RUN) -m deptry .

types: environment-dev
	@$(RUN) -m pyright --pythonpath $(RUN)

format: environment-dev
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

# Strict, as pip-audit is content with packages that it could not ask about.
audit-dependencies: environment
	@$(RUN) -m pip install --quiet pip-audit
	@$(RUN) -m pip_audit --local --strict

clean:
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf .ruff_cache .pytest_cache .import_linter_cache .hypothesis .gradio build dist *.egg-info

distclean: clean
	@rm -rf .venv

environment: python
	@$(PYTHON) tools/environment.py "$(VENV)" requirements.txt

environment-dev: python
	@$(PYTHON) tools/environment.py "$(VENV)" requirements-dev.txt

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "error: $(PYTHON) was not found; install Python 3.11 or newer, or say make app PYTHON=..."; \
	  exit 1; }
