# `make run` builds and opens the demo; `make test` runs the tests; `make help` lists the rest.

SWIFT ?= swift
PREFIX ?= /usr/local
# Debug builds compile C without optimisation; the kernels are too slow for the tests that way.
DEBUG_FLAGS := -Xcc -O2
# The Swift runtime goes into the program: it starts sooner and runs where no Swift is installed.
RELEASE_FLAGS := -c release --product clinspan --static-swift-stdlib
BINARY := .build/release/clinspan
FORMATTED := Package.swift Sources Tests
# One build folder a set of flags, so that switching between targets rebuilds nothing.
CHECK_SCRATCH := --scratch-path .build-check

.DEFAULT_GOAL := build
.PHONY: help build run test test-slow check format lint bench spacy-parity golden model keys install clean bootstrap

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

bootstrap:
	@scripts/bootstrap

build: bootstrap ## the program, optimised: .build/release/clinspan
	$(SWIFT) build $(RELEASE_FLAGS)

run: build ## open the demo: bundled model, bundled notes, masked (ARGS="explore …" for anything else)
	@$(BINARY) $(ARGS)

test: ## the tests (FILTER=Name for some of them)
	@scripts/bootstrap --tests
	$(SWIFT) test --disable-xctest $(DEBUG_FLAGS) $(if $(FILTER),--filter $(FILTER))

test-slow: ## the tests, those that train for minutes included
	@scripts/bootstrap --tests
	CLINSPAN_SLOW_TESTS=1 $(SWIFT) test --disable-xctest $(DEBUG_FLAGS) $(if $(FILTER),--filter $(FILTER))

check: bootstrap lint ## all that must hold before a commit: lint, no warnings, declared imports, tests, fresh files
	$(SWIFT) build $(CHECK_SCRATCH) -Xswiftc -warnings-as-errors \
	  --explicit-target-dependency-import-check error
	@$(MAKE) test
	@scripts/notes/build --check
	@$(MAKE) keys
	@git diff --exit-code --stat -- docs/keys.md || { echo "docs/keys.md was not up to date"; exit 1; }

format: ## format every Swift file
	$(SWIFT) format --in-place --parallel --recursive $(FORMATTED)

lint: ## formatting, file sizes, what must not appear
	$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)
	@scripts/lint

bench: build ## our speed over the rivals', in one table (CLINSPAN_PEERS_PYTHON names a Python that has them)
	@Benchmarks/run

spacy-parity: build ## en_core_web_sm imported, against spaCy itself (needs ../shared/data and CLINSPAN_PEERS_PYTHON)
	@Benchmarks/spacy_parity

golden: ## write the golden screens anew and show what changed
	@scripts/bootstrap --tests
	-RECORD=1 $(SWIFT) test --disable-xctest $(DEBUG_FLAGS) --filter Golden
	@git diff --stat -- Tests

model: build ## train the bundled model (needs the corpora in ../shared/data)
	@scripts/make-model

keys: build ## docs/keys.md from the keymap
	@$(BINARY) check keys > docs/keys.md

install: build ## the program and its assets under PREFIX (/usr/local)
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/clinspan
	install -d $(DESTDIR)$(PREFIX)/share/clinspan
	cp -R assets configs $(DESTDIR)$(PREFIX)/share/clinspan/

clean: ## everything built
	rm -rf .build .build-check
