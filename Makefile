# make lab and make test are all that is needed; each builds its own environment in .venv first.

# The first Python that answers and is new enough; PYTHON=… chooses another.
ENOUGH := 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c $(ENOUGH) 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
READY := .venv/installed
PEERS := .venv/peers

help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

lab: $(READY)    ## open the course in JupyterLab (PORT=8890 chooses the port)
	$(BIN)/nncourse lab $(if $(PORT),--port $(PORT))

test: $(READY)   ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY)  ## form, types and the quick tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -m "not browser" --ignore=tests/grading --ignore=tests/notebooks/test_nbval.py

notebooks: $(READY)  ## execute the lectures and solutions, rebuild the homework and the docs
	$(BIN)/python tools/notebooks.py
	$(BIN)/python tools/docs.py

docs: $(READY)   ## the syllabus and the teacher's pages, from what the notebooks and the questions hold
	$(BIN)/python tools/docs.py

html: $(READY)   ## the notebooks as pages in build/html that need no Python and no network
	$(BIN)/python tools/pages.py

bench: $(PEERS)  ## time the course beside its peers; the tables go into benchmarks/RESULTS.md
	$(BIN)/python benchmarks/mathematics.py; first=$$?; $(BIN)/python benchmarks/browser.py && exit $$first

bench-mathematics: $(PEERS)
	$(BIN)/python benchmarks/mathematics.py

bench-browser: $(READY)
	$(BIN)/python benchmarks/browser.py

bench-endurance: $(READY)
	$(BIN)/python benchmarks/endurance.py

clean:           ## remove the environment and everything that was built
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	@"$(PYTHON)" -c $(ENOUGH) 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and was not found: https://www.python.org/downloads/"; exit 1; }
	"$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[lab,homework,html,data,scipy,test]"
	@touch $(READY)

$(PEERS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	@touch $(PEERS)

.PHONY: help lab test check notebooks docs html bench bench-mathematics bench-browser bench-endurance clean
