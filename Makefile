# 掌上执法。不带目标的 make 列出能做的事。
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint format lock bench

PYTHON ?= python3
PORT ?= 8000
RESET ?= 0
IN_VENV := .venv/bin/python
export PYTHON

help: ## 列出这些目标
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

demo: ## 一条命令跑起演示（PORT=8010 换端口，RESET=1 从头再来，Ctrl-C 停下）
	@.ci/prepare python node
	@$(PYTHON) -m backend.demo.run --check --port "$(PORT)"
	@.ci/prepare server miniapp fonts h5
	@exec $(IN_VENV) -m backend.demo.run --port "$(PORT)" $(if $(filter-out 0,$(RESET)),--reset)

test: ## 全部检查和测试：两种数据库、小程序、浏览器走完整个检查
	@.ci/prepare python node
	@exec $(PYTHON) -m tests.ops.steps test

lint: ## 静态检查：ruff、mypy、import-linter、eslint、tsc
	@.ci/prepare python node
	@exec $(PYTHON) -m tests.ops.steps lint

format: ## 按约定排版 Python 和 TypeScript
	@.ci/prepare tools miniapp
	@$(IN_VENV) -m ruff check -q --fix-only . && $(IN_VENV) -m ruff format .
	@cd miniapp && npm run --silent format

lock: ## 按 *.in 重新锁定 Python 依赖（带哈希）
	@.ci/prepare python
	@.ci/lock

bench: ## 量响应时间、内存、启动时间、小程序包、查询和导入（每行一个 JSON；ROWS=10000000 换名录大小）
	@.ci/prepare tools miniapp fonts h5 dd >&2
	@ROWS=$(or $(ROWS),100000) exec $(IN_VENV) -m tests.bench
