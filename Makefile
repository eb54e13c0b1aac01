# Every target makes what it needs: Debian packages (only those missing), the virtual environment, the program.

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
FIELDCASE := $(VENV)/bin/fieldcase
INSTALLED := $(VENV)/installed.stamp
PROGRAM := dist/fieldcase/fieldcase
DEMO := practice
RUNS := 5
WORK :=
SCALE := 0.01
# On two processors: a test waits for a disk or a child program more than half of its time.
TESTERS := 4
# Beside other test processes a window is given more time; these hold it to its true limit.
BY_ITSELF := $(shell grep -rl --include='test_*.py' 'mark\.by_itself' tests)
ALONE := $(shell grep -rl --include='test_*.py' 'mark\.alone' tests)
SOURCES := $(shell find app forensics reports ui -type f -not -name '*.pyc' 2>/dev/null)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Each of a dozen processes would write the tests anew with their asserts spelled out, ten seconds of its time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo run test collected fuzz lint bench build smoke validate screenshots translations locks clean

help:
	@echo "make setup        virtual environment in .venv, with everything pinned and checked by digest"
	@echo "make demo         practice case: image, scan, findings, report, screenshots"
	@echo "make run          open the desktop program"
	@echo "make test         all tests, without network"
	@echo "make lint         ruff, mypy, import contracts"
	@echo "make bench        measure on this machine, beside other tools (RUNS=5, SCALE=0.01 of the largest sets, WORK=folder that is kept)"
	@echo "make build        one-folder program in dist/fieldcase, no Python needed to run it"
	@echo "make smoke        run the built program as a stranger would"
	@echo "make fuzz         readers of evidence against much made-up damage (minutes; not in CI)"
	@echo "make validate     the report against PDF/A-3a and PDF/UA-1 (needs Java)"
	@echo "make screenshots  the pictures in docs/screenshots"
	@echo "make translations the words of the desktop for Qt Linguist, and what is translated as the program reads it"
	@echo "make locks        write the lock files again after a change in pyproject.toml"
	@echo "make clean        remove what these targets made, .venv included"

setup: $(INSTALLED)

$(INSTALLED): requirements-dev.lock pyproject.toml shipping/debian-packages.txt
	@shipping/install-debian-packages python desktop
	@test -x $(PYTHON_IN_VENV) || "$$(shipping/find-python)" -m venv $(VENV)
	@$(PYTHON_IN_VENV) -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(PYTHON_IN_VENV) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	@rm -rf $(DEMO)
	@$(FIELDCASE) demo $(DEMO)

run: setup
	@$(FIELDCASE)

test: setup
	@shipping/install-debian-packages test
	@$(PYTHON_IN_VENV) -m compileall -q app forensics reports ui tests  # hundreds of child programs start in them
	@$(PYTHON_IN_VENV) -m pytest -n 2 --dist loadfile -m "alone and not validate and not fuzz" $(ALONE)
	@$(PYTHON_IN_VENV) -m pytest -m by_itself $(BY_ITSELF)
	@$(PYTHON_IN_VENV) -m pytest -n $(TESTERS) --dist worksteal -m "not alone and not by_itself and not validate and not fuzz"

collected: setup  # the tests as they run are kept for those that run them
	@said=$$($(PYTHON_IN_VENV) -m pytest --collect-only -q -q) || { echo "$$said"; exit 1; }

lint: setup
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo --no-cache

bench: setup
	@shipping/install-debian-packages test
	@$(PYTHON_IN_VENV) -m benchmarks parts
	@$(PYTHON_IN_VENV) -m benchmarks engine --runs $(RUNS) $(if $(WORK),--work "$(WORK)")
	@$(PYTHON_IN_VENV) -m benchmarks sets --scale $(SCALE) $(if $(WORK),--work "$(WORK)")

build: $(PROGRAM)

$(PROGRAM): $(INSTALLED) build.spec LICENSE $(SOURCES)
	@shipping/install-debian-packages build
	@$(VENV)/bin/pyinstaller --noconfirm --log-level ERROR build.spec
	@touch $@

smoke: build
	@shipping/install-debian-packages test
	@shipping/smoke dist/fieldcase

fuzz: setup
	@shipping/install-debian-packages test
	@$(PYTHON_IN_VENV) -m pytest -n 2 -m fuzz

validate: setup
	@shipping/install-debian-packages validate
	@$(PYTHON_IN_VENV) -m pip install --quiet --require-hashes -r requirements-validate.lock
	@$(PYTHON_IN_VENV) -m pytest -m validate

screenshots: setup
	@shipping/install-debian-packages test
	@shipping/screenshots docs/screenshots

# Locations and vanished words would make every change of a module a change of all languages.
translations: setup
	@cd ui && ../$(VENV)/bin/pyside6-lupdate -silent -no-obsolete -locations none \
		-tr-function-alias QT_TRANSLATE_NOOP+=marked -extensions py . -ts translations/fieldcase_es.ts
	@for file in ui/translations/*.ts; do \
		$(VENV)/bin/pyside6-lrelease -silent "$$file" -qm "$${file%.ts}.qm" || exit 1; \
	done

locks: setup
	@$(VENV)/bin/uv pip compile $(LOCK_FORM) pyproject.toml -o requirements.lock
	@$(VENV)/bin/uv pip compile $(LOCK_FORM) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile $(LOCK_FORM) --extra validate -c requirements-dev.lock pyproject.toml -o requirements-validate.lock

# No index address in a lock file: the digests say what is right, wherever it comes from.
LOCK_FORM := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean:
	rm -rf $(VENV) build dist practice *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
