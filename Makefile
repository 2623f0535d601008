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
SEED ?= 0

# How many mutants of a part `make mutants` tries.
MOST ?= 250

# Processes that run the tests, one more than the cores as they often wait; each loads the model (2 GB).
JOBS ?= 3

# Which tests: with their marker `slow` they would take an hour.
TESTS ?= not slow

.PHONY: chat index eval reference test test-all check coverage bench scale bench-peers confidence reader fuzz fuzz-questions \
  licences mutants clean
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
	PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(BIN)/pytest -m "$(TESTS)" --numprocesses $(JOBS) \
	  --dist loadfile --no-loadscope-reorder --ignore tests/test_tree.py  # `make check` runs that one

# What `make test` leaves out, too: the page at a phone's width, a hundred pages of reports, a build
# that is spread with Ray, …
test-all: $(VENV)/installed-dev
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,ray]'
	$(MAKE) test TESTS=""

# How much of the four packages the tests run, by branches; TESTS as above.
coverage: $(VENV)/installed-dev
	sh tests/install_browser.sh $(BIN)/playwright
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,train]'
	mkdir -p data/coverage && $(BIN)/coverage erase
	OMP_NUM_THREADS=1 $(BIN)/coverage run -m pytest -m "$(TESTS)" --numprocesses $(JOBS) --dist loadfile \
	  --no-loadscope-reorder
	$(BIN)/coverage combine --quiet && $(BIN)/coverage report && $(BIN)/coverage html --directory data/coverage/html

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

# What a library takes as it grows to 10⁵ articles, into docs/scale.md: hours, resumed where stopped.
scale: $(VENV)/installed
	$(BIN)/python -m tests.bench_scale

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

# Ten thousand hostile questions, of which each must be answered in order or refused; a run that was
# stopped goes on, and another SEED gives other questions.
fuzz-questions: $(VENV)/installed-dev index
	$(BIN)/python tests/fuzz_questions.py --count 10000 --seed $(SEED) --index-dir "$(INDEX_DIR)" \
	  --log data/fuzz/questions-$(SEED).jsonl

# Do the tests notice when the code is changed? At most MOST mutants of each of four parts; it goes on
# where it was stopped.
mutants: $(VENV)/installed-dev
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,mutants]'
	$(BIN)/python -m tests.mutants --most $(MOST)

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
