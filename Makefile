# Everything that a developer or a machine does with this repository.
.DEFAULT_GOAL := help
.PHONY: help setup run build web test test-go test-web test-e2e lint generate verify bench clean

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_FILES := $(shell find cmd internal web -name '*.go' -not -path '*/node_modules/*' 2>/dev/null)
WEB_FILES := $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)

help: ## Show this help
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build all and start TaskFlow on :8000 with its data in ./data
	./bin/taskflow serve

build: bin/taskflow ## Build the one static binary, web application inside

web: web/dist/index.html ## Build the web application

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_FILES)
	cd web && npm run build
	@touch $@ web/dist/.gitkeep

bin/taskflow: web/dist/index.html $(GO_FILES) go.mod go.sum
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X taskflow/internal/cli.version=$(VERSION)' -o $@ ./cmd/taskflow

setup: ## Install what the tests need (Debian as root), or say what is missing
	./scripts/setup-tests

test: setup test-go test-web test-e2e ## Run every test: Go on both engines, web units, browsers, accessibility
	@echo "make test: everything passed"

test-go: ## Go tests with the race detector, on SQLite and PostgreSQL
	TASKFLOW_TEST_POSTGRES=$${TASKFLOW_TEST_POSTGRES:-require} go test -race -timeout 20m ./...

test-web: web/dist/index.html ## Unit tests, type check and weight of the web application
	cd web && npm run check && npm test && npm run budget

test-e2e: build ## Browser tests against the real binary
	cd web && ../scripts/with-server npx vitest run src/sync/real.test.ts && npm run e2e

lint: web/node_modules/.package-lock.json ## Check formatting and run the linters
	@test -z "$$(gofmt -l cmd internal web/*.go)" || { gofmt -l cmd internal web/*.go; echo "run gofmt"; exit 1; }
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	cd web && npm run lint
	shellcheck scripts/* .ci/run

generate: ## Write the generated files: OpenAPI document, permission table
	go run ./cmd/taskflow generate

verify: generate ## Fail when a generated file is not up to date
	git diff --exit-code -- api docs/PERMISSIONS.md

bench: build ## Measure and write docs/BENCHMARKS.md
	./scripts/bench

clean: ## Remove what was built
	rm -rf bin web/dist/assets web/dist/index.html
