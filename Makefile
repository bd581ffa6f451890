# Jemaa. `make run` starts a demonstration city; `make test` runs every test.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run build web test test-go test-web test-e2e test-push check bench lighthouse faults screens fuzz tools clean

ADDR ?= 127.0.0.1:8080
DEMO ?= data/demo
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

export JEMAA_TOOLS ?= $(HOME)/.cache/jemaa/tools

WEB_SOURCES := $(shell git ls-files -co --exclude-standard pwa | grep -v -E '^pwa/(e2e/|openapi.json|embed)')
GO_SOURCES := $(shell git ls-files -co --exclude-standard '*.go') go.mod go.sum

run: build
	@JEMAA_DEMO=true JEMAA_ADDR=$(ADDR) JEMAA_DATA=$(DEMO) bin/jemaa seed --demo --if-empty
	@JEMAA_DEMO=true JEMAA_ADDR=$(ADDR) JEMAA_DATA=$(DEMO) exec bin/jemaa serve

build: bin/jemaa
web: pwa/dist/.vite/manifest.json

# The contract first: the server writes its OpenAPI document, the web app's
# types come from it, and the finished web app goes into the program.
pwa/openapi.json: $(GO_SOURCES)
	@mkdir -p bin
	go build -o bin/jemaa-openapi ./backend/cmd/jemaa
	@bin/jemaa-openapi openapi > $@.new
	@if cmp -s $@.new $@; then rm $@.new; touch $@; else mv $@.new $@; fi

pwa/node_modules/.package-lock.json: pwa/package.json pwa/package-lock.json
	cd pwa && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

pwa/dist/.vite/manifest.json: pwa/openapi.json pwa/node_modules/.package-lock.json $(WEB_SOURCES)
	cd pwa && npm run --silent build
	@touch $@

bin/jemaa: pwa/dist/.vite/manifest.json $(GO_SOURCES)
	go build -o $@ ./backend/cmd/jemaa

test: build check test-go test-web test-e2e

# The real servers that the suites run against, built from Go modules.
tools:
	@tools/minio.sh > /dev/null
	@tools/ferretdb.sh > /dev/null

test-go: build tools
	@set -o pipefail; { go test -race -timeout 15m -json ./...; go test -json -run TestEveryAnswer ./backend/internal/contract; } | node tools/verdict.mjs go

test-web: web
	cd pwa && npm run --silent test -- $(if $(JEMAA_VERDICT),--reporter=default --reporter=json --outputFile=$(JEMAA_VERDICT)/vitest.json)

test-e2e: build tools
	@bash pwa/e2e/run.sh
	@E2E_MINIO=yes bash pwa/e2e/run.sh report.spec.ts

# A push's whole way through a real browser: subscribe, send, verify, decrypt, show, click.
test-push: web
	@firefox=$$(tools/firefox.sh) && JEMAA_TEST_FIREFOX=$$firefox go test -count=1 -timeout 5m -run TestFirefox -v ./backend/internal/pushloop

# Pictures of every screen, for docs/screens.
screens: build
	@E2E_SCREENS=1 E2E_COUNT=300 bash pwa/e2e/run.sh

check: build
	@test -z "$$(gofmt -l backend moderation search pwa/*.go | tee /dev/stderr)"
	go vet ./...
	go test -count=1 ./backend/internal/boundaries
	go run $(STATICCHECK) ./...
	@bash tools/compose-check.sh
	@bash tools/vulncheck.sh $(GOVULNCHECK)
	cd pwa && npm run --silent check && npm run --silent budget

bench: build
	@bash tools/bench.sh $(BENCH)

# What people wait for on poor lines and slow phones: Lighthouse on four screens, taps, and a map of 100,000 reports.
lighthouse: build
	@bash pwa/tools/lighthouse.sh

# Breaks the program on purpose, for half an hour, and prints what held: docs/faults.md.
faults: build tools
	@bash tools/faults.sh

# Every parser with inputs that nobody wrote: FUZZTIME each, FUZZ="FuzzBody FuzzRead" for some of them.
fuzz:
	@tools/fuzz.sh $(or $(FUZZTIME),60s) $(FUZZ)

clean:
	rm -rf bin pwa/dist/assets pwa/dist/.vite pwa/openapi.json
