# `make` installs what is needed and builds everything; `make test` installs what tests need and runs them.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m chorale

.DEFAULT_GOAL := build
.PHONY: build check serve test coverage properties test-peers test-cities lint bless shots mutants edits bench lock sbom audit clean help

build: .venv/runs ## check the content, then publish everything into build/
	$(RUN) build

check: .venv/runs ## say every problem of the content
	$(RUN) check

serve: .venv/runs ## live preview of the site and the letters on http://127.0.0.1:8000/
	$(RUN) serve

test: .venv/tests ## run the tests (installs a browser when there is none)
	@bin/provide browser libatomic curl node openssl
	$(BIN)/pytest -n auto --dist loadgroup

coverage: .venv/tests ## run the tests but the journeys, and refuse less than 95 % of the lines and branches of the program
	@bin/provide browser libatomic curl node openssl
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term --ignore=tests/journeys

properties: .venv/tests ## try the properties on other examples at each run; what fails is kept in .hypothesis/ and tried first
	$(BIN)/pytest -n auto -m "hypothesis and not peers" --hypothesis-profile=random

test-peers: .venv/tests ## compare with independent software (LibreOffice, khal…); CALENDARS=folder of .ics files, if any
	@bin/provide browser chromium libatomic soffice khal vdirsyncer postgres postfix nginx openssl libical munpack age go opendkim node npm java
	CHORALE_CALENDARS="$(CALENDARS)" $(BIN)/pytest -m peers

test-cities: .venv/tests ## decide the elections of whole cities: make test-cities CITIES=folder of .pb files
	CHORALE_PABULIB="$(CITIES)" $(BIN)/pytest -m cities

lint: .venv/tests node_modules/.package-lock.json ## check the style of Python, templates, scripts and style sheets
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/shellcheck bin/* .ci/run
	find templates -regex '.*[.]\(html\|mjml\|md\|txt\)' ! -path '*/fonts/*' ! -path '*/vendor/*' -exec $(BIN)/djlint --quiet {} +
	node_modules/.bin/biome check --error-on-warnings
	! LC_ALL=C.UTF-8 grep -rnIE --exclude-dir=fonts --exclude-dir=vendor '.{121}' templates

bless: .venv/tests ## accept what the program now writes: golden tree, schemas, messages, picture of the house
	$(RUN) schema
	$(BIN)/python docs/picture.py
	$(BIN)/python tests/helpers/bless.py

shots: .venv/tests ## photograph every kind of page in five views, into var/shots (KINDS="numéro article")
	@bin/provide browser
	PYTHONPATH=tests/helpers $(BIN)/python tests/helpers/shots.py $(KINDS)

mutants: .venv/tests ## break the code at random places and show what no test notices (COUNT=20 SEED=…)
	$(BIN)/python tests/helpers/mutants.py $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

edits: .venv/tests ## edit a community at random, compare each preview and build with one from nothing (EDITS=3000 SEED=…)
	PYTHONPATH=.:tests/helpers $(BIN)/python -m random_edits $(or $(EDITS),200) $(or $(SEED),1)

bench: .venv/tests ## measure against the peers, as ratios of the same run; write docs/performance.md
	$(BIN)/python -m benchmarks --write docs/performance.md

lock: .venv/runs ## pin the dependencies anew (needs uv)
	uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --extra build --extra service -o requirements.lock
	uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --extra build --extra service --extra test \
	  -o requirements-test.lock

sbom: .venv/tests ## write the inventory of the dependencies (CycloneDX) into build/sbom.json, from the lock
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o build/sbom.json

audit: .venv/runs ## compare the lock with the published advisories (needs the network)
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet 'pip-audit>=2.10'
	.venv-audit/bin/pip-audit --requirement requirements.lock --disable-pip --strict --progress-spinner off

clean: ## remove what was built, keep the installation
	rm -rf build

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/runs: requirements.lock pyproject.toml
	@bin/environment "$(PYTHON)"
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tests: .venv/runs requirements-test.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-test.lock
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@bin/provide node npm
	npm ci --loglevel=error >/dev/null
	@touch $@
