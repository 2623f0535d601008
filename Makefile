# The two commands are `make chat` and `make test`; everything they need they set up themselves.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
# TORCH_INDEX=https://download.pytorch.org/whl/cpu takes the CPU build of torch on Linux.
TORCH_INDEX ?=
# Where nothing is given: data/articles once it holds any, else the samples.
ARTICLES ?=
INDEX_DIR ?= data/index
QUESTIONS ?= eval/questions/sample.jsonl
# PRUNE=1 lets `make index` drop more than a tenth of the articles from the index.
PRUNE ?=

# How long `make fuzz` hands broken files to the readers, and where those that do harm are kept.
MINUTES ?= 10

# Processes that run the tests; each loads the model (2 GB).
JOBS ?= 2

# Which tests: with their marker `slow` they would take more than ten minutes.
TESTS ?= not slow

.PHONY: chat index eval reference test test-all check bench bench-peers confidence reader fuzz fuzz-questions \
  licences clean
.DELETE_ON_ERROR:

chat: index
	$(BIN)/zone-assistant chat --index-dir "$(INDEX_DIR)"

index: $(VENV)/installed
	$(BIN)/zone-assistant index build $(if $(ARTICLES),--articles "$(ARTICLES)") --index-dir "$(INDEX_DIR)" \
	  $(if $(PRUNE),--prune)

eval: index
	$(BIN)/zone-assistant eval run --questions "$(QUESTIONS)" --index-dir "$(INDEX_DIR)" \
	  --out data/eval/$(basename $(notdir $(QUESTIONS))) --fresh

test: $(VENV)/installed-dev
	sh tests/install_browser.sh $(BIN)/playwright
	OMP_NUM_THREADS=1 $(BIN)/pytest -m "$(TESTS)" --numprocesses $(JOBS) --dist loadfile \
	  --no-loadscope-reorder

# What `make test` leaves out, too: the page at a phone's width, a hundred pages of reports, …
test-all:
	$(MAKE) test TESTS=""

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/test_tree.py

# What `make test` holds the sample questions against; renew it when they are answered better.
reference: eval
	$(BIN)/zone-assistant eval keep data/eval/sample eval/reference

# SHARED is the folder with the development sets: make bench SHARED=…
bench: $(VENV)/installed
	BIN=$(BIN) sh tests/bench.sh "$(SHARED)" data/bench

bench-peers: $(VENV)/installed
	BIN=$(BIN) sh tests/bench_peers.sh "$(SHARED)" data/bench

# Fit the confidence anew; SHARED as above, with the indexes that make bench builds.
confidence: $(VENV)/installed-dev
	$(BIN)/python -m tests.fit_confidence "$(SHARED)" data/bench

# Train the reader anew: hours on two cores, minutes on a GPU; it goes on where it was stopped.
reader: $(VENV)/installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m assistant.reader.training.train --data "$(SHARED)/sets"

fuzz: $(VENV)/installed-dev
	$(BIN)/python tests/fuzz_readers.py --minutes $(MINUTES) --keep data/fuzz

# Ten thousand hostile questions, of which each must be answered in order or refused.
fuzz-questions: $(VENV)/installed-dev index
	$(BIN)/python tests/fuzz_questions.py --count 10000 --index-dir "$(INDEX_DIR)"

# What a dependency's metadata say of its licence; run it where a dependency is new.
licences: $(VENV)/installed-dev
	$(BIN)/python -m tests.licences > docs/licences.md

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(if $(TORCH_INDEX),$(BIN)/pip install --no-deps --constraint constraints.txt --index-url $(TORCH_INDEX) torch)
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) data build *.egg-info
