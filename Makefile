# One runner for people, for hooks and for CI. Needs Python >= 3.11 and make; uses uv where it is there.
# The environment is built with PYTHON=… if it is given, else with the first Python below that is new enough.

BIN := .venv/bin
STAMP := .venv/.installed
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3
TYPED := mooc $(foreach name,api workers fixtures demo bench,$(if $(wildcard $(name)/*.py $(name)/*/*.py),$(name)))
ARGS ?=
FAST := tests/core tests/lessonfiles tests/lessons tests/commands/lint tests/simulation/rehearsal/test_cases.py::test_the_lessons_of_the_project_are_as_they_should_be

# Each of the many processes that the tests start would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo check lint format-check types imports lessons format generate fast test bench lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-13s %s\n", $$1, $$2}'

setup: $(STAMP) ## build .venv from requirements.lock, each file checked against its hash

$(STAMP): requirements.lock pyproject.toml
	@set -eu; \
	is_new_enough() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }; \
	tool=pip; if uv --version >/dev/null 2>&1; then tool=uv; fi; \
	if ! is_new_enough $(BIN)/python; then \
		python=; \
		for name in $(PYTHONS); do if is_new_enough "$$name"; then python=$$name; break; fi; done; \
		if [ -z "$$python" ]; then echo "Python >= 3.11 is needed, and none was found: install one, or say where it is with PYTHON=/path/to/python3" >&2; exit 1; fi; \
		python=$$("$$python" -c 'import sys; print(sys.executable)'); \
		echo "Building .venv with $$("$$python" --version) and $$tool"; \
		rm -rf .venv; \
		if [ $$tool = uv ]; then uv venv --quiet --no-project --no-python-downloads --python "$$python" .venv; \
		elif ! "$$python" -m venv .venv >/dev/null 2>&1; then \
			rm -rf .venv; echo "$$python -m venv does not work: install its venv module (Debian: python3-venv), or uv" >&2; exit 1; fi; \
	fi; \
	if [ $$tool = uv ]; then \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock; \
		uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation -e .; \
	else \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
		pip="$(BIN)/python -m pip --quiet --disable-pip-version-check install --no-input"; \
		$$pip --require-hashes -r requirements.lock; \
		$$pip --no-index --no-deps --no-build-isolation -e .; \
	fi; \
	touch $@

demo: setup ## play a whole course in about two minutes, on this machine alone (ARGS="--fresh", "--headless --json", …)
	@$(BIN)/mooc demo $(ARGS)

check: lint format-check types imports lessons ## everything that can be said without running the tests

lint: setup ## ruff's rules
	$(BIN)/ruff check .

format-check: setup ## whether ruff would format anything
	$(BIN)/ruff format --check .

types: setup ## mypy, strict
	$(BIN)/mypy $(TYPED)

imports: setup ## imports go down only
	$(BIN)/lint-imports

lessons: setup ## the courses of lessons/
	$(if $(wildcard mooc/commands/lint/command.py),$(BIN)/mooc lint lessons,@echo "lessons: not read, mooc lint is not there yet")

format: setup ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generate: setup ## write the files that are made from other ones, where they are not as they should be
	@$(BIN)/python -m tests.generated

fast: setup ## core, lesson files and the cases of all lessons; no database, no service (ARGS="-x")
	$(BIN)/pytest -c tests/fast.ini --rootdir . $(FAST) $(ARGS)

test: setup ## the whole suite, on all cores; what needs a service that is not there is skipped, and counted (ARGS="-k follow -n 0")
	$(BIN)/pytest -n auto --maxprocesses 4 $(ARGS)

bench: setup ## one line a figure: name, ratio, aim, ok or short
	@$(BIN)/python -m bench $(ARGS)

lock: ## work out requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -o requirements.lock -q --custom-compile-command "make lock"

clean: ## remove what was built (not var/, where the data is)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
