# `make book` and `make test` are the two that matter; `make help` lists all.
# Paths stay relative, so that a folder with a space in its name does no harm.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # one .venv, and one folder of pages
.PHONY: help book serve pdf epub zip downloads course hub test test-all style notebooks files results bench clean

BIN := .venv/bin
PORT ?= 8000
COURSE ?= book/course/two-weeks.yml
JS := rnnbook book tests

# One thread for each process: runs repeat exactly, and small matrices go faster.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1
# Some containers set it; then each worker, kernel and script would compile all code again.
unexport PYTHONDONTWRITEBYTECODE

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

book: .venv/.book ## build the book, then say where it is
	@$(BIN)/jupyter-book build -q . > /dev/null
	@$(BIN)/python -c 'from pathlib import Path; \
	    print("The book is at", Path("_build/html/index.html").resolve().as_uri())'

serve: book ## build the book and serve it on this machine (PORT=8000)
	@$(BIN)/python scripts/serve.py _build/html --port $(PORT)

pdf: book .venv/.pdf ## build the book and print it as two PDFs: A4 and Letter (minutes; needs Chromium)
	@$(BIN)/python scripts/find_browser.py --install
	@$(BIN)/python scripts/make_pdf.py

epub: book .venv/.pdf ## build the book and write it as one EPUB, for readers of e-books
	@$(BIN)/python scripts/find_browser.py --install
	@$(BIN)/python scripts/make_epub.py

zip: book ## build the book and pack it into one zip, which opens from a memory stick
	@$(BIN)/python scripts/make_zip.py

downloads: pdf epub zip ## all of these; the first page then links them, with their sizes

course: .venv/.course ## make a course (COURSE=book/course/two-weeks.yml, ON=2027-02-01, SHOW=1: the plan only)
	@$(BIN)/python scripts/make_course.py "$(COURSE)" $(if $(ON),--on $(ON)) $(if $(SHOW),--show)

hub: .venv/.hub ## install a JupyterHub for a class, then say how to start it
	@echo "Start it: sudo RNNBOOK_HUB_TEACHERS=your-name" \
	    "$(BIN)/jupyterhub -f book/course/hub/jupyterhub_config.py"

# tests/pieces.py says how the tests go to the workers. What a test leaves for test-all is
# marked `all`; there also every call of the generated engine is run by the plain loop.
PYTEST_RUN = -m pytest -n auto --maxprocesses 4 --max-worker-restart 2

test: .venv/.test style ## what is true of every commit: style, book, notebooks, code, browser
	@$(BIN)/python scripts/find_browser.py --install
	@$(BIN)/python $(PYTEST_RUN) $(PYTEST)

test-all: .venv/.test .venv/.hub style ## all of it: hand mutants, both loops, Binder, JupyterLab, a hub, Firefox, WebKit
	@$(BIN)/python scripts/find_browser.py --install --engines
	@$(BIN)/python $(PYTEST_RUN) --all $(PYTEST)

style: .venv/.test ## check style, types and spelling
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff check -q --line-length 80 notebooks
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/codespell
	@$(BIN)/oxfmt --list-different -c scripts/oxfmt.json $(JS:%='%/**/*.js')
	@$(BIN)/oxlint -c scripts/oxlint.json --quiet $(JS) > /dev/null || $(BIN)/oxlint -c scripts/oxlint.json $(JS)

notebooks: .venv/.book ## run all notebooks again and store what they print
	@$(BIN)/python scripts/execute_notebooks.py $(NOTEBOOKS)

files: .venv/.book ## write again what is derived from code: golden files, training, exercises
	@$(BIN)/python scripts/make_golden.py
	@$(BIN)/python scripts/make_training.py
	@$(BIN)/python scripts/make_exercises.py
	@$(BIN)/python scripts/first_cells.py

results: .venv/.test ## measure again what takes minutes (rnnbook/results)
	@for script in scripts/experiments/ch*.py; do $(BIN)/python $$script || exit; done
	@$(BIN)/python scripts/make_start.py

bench: .venv/.test ## measure the build, the pages, and the cells against torch
	@$(BIN)/python scripts/find_browser.py --install
	@$(BIN)/jupyter-book build -q . > /dev/null
	@$(BIN)/python scripts/bench_build.py
	@$(BIN)/python scripts/bench_pages.py
	@$(BIN)/python scripts/bench_speed.py
	@$(BIN)/python scripts/bench_training.py

clean: ## remove what was built, and the virtual environment
	rm -rf _build .venv *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis

.venv/.book: requirements.txt pyproject.toml scripts/install.sh
	@sh scripts/install.sh book
	@touch $@

.venv/.pdf: requirements.txt pyproject.toml scripts/install.sh
	@sh scripts/install.sh pdf
	@touch .venv/.book $@

.venv/.course: requirements.txt pyproject.toml scripts/install.sh
	@sh scripts/install.sh course
	@touch .venv/.book $@

.venv/.test: requirements.txt pyproject.toml scripts/install.sh
	@sh scripts/install.sh test
	@touch .venv/.book .venv/.course .venv/.pdf $@

.venv/.hub: requirements.txt pyproject.toml scripts/install.sh book/course/hub/package.json
	@sh scripts/install.sh hub
	@$(BIN)/python scripts/find_proxy.py --install
	@touch $@
