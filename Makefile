# Each goal does its own set-up and says what it installs: tools/setup.

.PHONY: help serve build test check fix bench pages sweep soak clean

help:
	@echo 'make serve   build bin/ascult and serve the sample courses on 127.0.0.1:8080 (ARGS="…" is handed on)'
	@echo 'make build   build bin/ascult'
	@echo 'make check   the inner loop: format, vet, quick tests'
	@echo 'make fix     rewrite what the formatter, go fix and the linters can put right themselves'
	@echo 'make test    everything; what the automatic run calls'
	@echo 'make bench   benchmarks against floors and peers'
	@echo 'make pages   what each kind of page weighs, and what Lighthouse says of it'
	@echo 'make sweep   the browser, on every page in every language, width and colour scheme'
	@echo 'make soak    the reliability tests, TIMES=10 times over'

serve: build
	@bin/ascult serve $(ARGS)

build:
	@tools/setup serve
	@echo 'building bin/ascult (the first time takes some minutes)'
	@go build -buildvcs=false -o bin/ascult ./cmd/ascult

check:
	@tools/setup check
	@tools/verify quick

fix:
	@tools/setup test
	go fix ./...
	.cache/tools/golangci-lint run --fix ./...
	.cache/tools/gofumpt -w .

test:
	@tools/setup test
	@tools/verify all

bench:
	@tools/setup bench
	@go test -run '^$$' -bench . -timeout 0 ./... | grep -v -e 'no test files' -e '^PASS' -e '^ok'

pages: build
	@tools/setup test
	@[ -e bench/pages/node_modules/.package-lock.json ] || { echo 'installing Lighthouse by bench/pages/package-lock.json'; npm ci --prefix bench/pages --ignore-scripts --no-audit --no-fund --loglevel=error; }
	@node bench/pages/measure.mjs $(ARGS)

sweep:
	@tools/setup test
	@go build -buildvcs=false -o bin/ascult ./cmd/ascult
	@cd e2e && ASCULT_SWEEP=1 node --test --test-concurrency=1

soak:
	@tools/setup serve
	@go test -count=$(or $(TIMES),10) -timeout=0 -run 'Kill|PowerCut|FailedSync' -v ./server/store/sqlite

clean:
	rm -rf bin .cache public public.manifest.json e2e/shots
