# Two commands do everything, from a fresh clone on: `make crawl` and `make test`.
# Both need Python 3.11+, git and make, and set up `.venv` by themselves.

# The interpreter: `make PYTHON=python3.12 test`, or PYTHON in the environment.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin

.PHONY: help crawl test format fuzz soak throughput bench schema lock clean environment full-environment \
	cluster-demo bulk-demo ray

help:
	@echo 'make crawl             crawl the bundled demo site into output/articles.jsonl'
	@echo 'make crawl URL=https://news.example.cn/   crawl that site'
	@echo 'make test              lint, types and tests'
	@echo 'make cluster-demo      crawl the demo sites with Redis and two workers'
	@echo 'make bulk-demo [PAGES=N]   clean 2,000 (or N) invented stored pages in bulk'
	@echo 'make ray               the same bytes from datatrove alone and on Ray (installs Ray)'
	@echo 'make format            lay out the code, repair what the linter can repair'
	@echo 'make fuzz [PAGES=N]    100,000 (or N) mutated pages through the core'
	@echo 'make soak [PAGES=N]    50,000 (or N) whole, damaged and hostile pages in one process'
	@echo 'make throughput        crawl a site on loopback and measure'
	@echo 'make bench PAGES=DIR   score the core on a folder of saved pages with gold'
	@echo 'make schema            write the JSON Schema and docs/record.md from the model'
	@echo 'make lock              write requirements.lock from pyproject.toml'
	@echo 'make clean             remove the environment, caches and builds (output/ stays)'

environment:
	@test -n "$(PYTHON)" || { echo 'Qingwen needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) scripts/environment.py

full-environment: environment
	@$(PYTHON) scripts/environment.py full

crawl: environment
ifdef URL
	@$(BIN)/scrapy crawl news -a url='$(URL)'
else
	@$(BIN)/python -m crawler.demo
endif

test: full-environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses=2 --dist=worksteal

cluster-demo: full-environment
	@$(BIN)/python -m crawler.cluster.demo

bulk-demo: full-environment
	$(BIN)/python -m bench.stored_pages output/stored --pages $(or $(PAGES),2000) --files 8
	$(BIN)/scrapy bulk output/stored output/bulk --workers 2

# Ray is 250 MB and takes longer to start than all our tests of bulk work: so it stands alone.
ray: full-environment
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'ray>=2.60,<3'
	$(BIN)/pytest tests/cluster/test_ray.py

format: environment
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: environment
	$(BIN)/python -m tests.mutation --pages $(or $(PAGES),100000)

soak: environment
	$(BIN)/python -m tests.soak --pages $(or $(PAGES),50000)

throughput: environment
	$(BIN)/python -m bench.throughput

bench: environment
	$(BIN)/python -m bench $(or $(PAGES),tests/fixtures) --peers

schema: environment
	$(BIN)/python -m qingwen.schema --write
	$(BIN)/python scripts/record_tables.py

lock:
	$(PYTHON) scripts/lock.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
