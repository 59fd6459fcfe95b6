PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test bench relays site page test-page release lint truth clean

# Everything below runs in a virtual environment of its own, made when it is first needed.
$(BIN)/configlint:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .

.venv/.ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,fast]'
	touch $@

demo: $(BIN)/configlint
	@sh examples/demo.sh $(BIN)/configlint

test: .venv/.ready
	$(BIN)/python -m configlint.catalog.store
	$(BIN)/pytest -n auto

bench: .venv/.ready
	$(BIN)/python -m configlint.catalog.store
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_secrets

# Run the real tools again: make truth TOOL="llm codex" [VERSION=…] [NODE=20] [CASES=…]
truth: .venv/.ready
	$(BIN)/python -m tests.lab.truth $(TOOL) $(if $(VERSION),--version $(VERSION)) $(if $(NODE),--node $(NODE)) $(if $(CASES),--cases "$(CASES)")

# Real relays on this machine, for configlint doctor --online; with nginx in front of one if that is installed.
relays: .venv/.ready
	test -x .relays/litellm/bin/litellm || $(PYTHON) -m venv .relays/litellm
	.relays/litellm/bin/python -m pip install --quiet --disable-pip-version-check 'litellm[proxy]'
	npm install --no-audit --no-fund --silent --prefix .relays/router @musistudio/claude-code-router@1
	$(BIN)/python -m configlint.catalog.store
	$(BIN)/pytest -m relays

# The documentation site, in site/; a broken link or reference stops the build.
site: .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	$(BIN)/python -m configlint.catalog.store
	$(BIN)/sphinx-build -q -W --keep-going -b dirhtml docs site

# The page on which a config can be pasted, in site/try, and what a visitor does there, in a real Chromium.
page: .venv/.ready
	$(BIN)/python docs/try/build.py site/try

test-page: page
	tests/page/run site/try

# Wheel and sdist in dist/, checked, and the version's tag.
release: .venv/.ready
	.ci/release

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .venv-bench .mypy_cache .pytest_cache .ruff_cache .hypothesis configlint/_compiled dist site docs/rules docs/tools docs/providers
