# Tillside. "make run" and "make test" need nothing but git, curl and Go: on Debian and
# Ubuntu they install the system packages that are missing.

GO      ?= go
DIST    := dist
VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0

# The packages where a line without a test is a risk to somebody's money, and the least
# share of their statements that tests must reach.
COVERED  := ./payments ./payments/handpoint ./payments/checkout
COVERAGE := 90

# The tests that start the real program.
E2E := TILLSIDE_BINARY=$(CURDIR)/bin/tillside $(GO) test -tags e2e -count=1 -timeout 10m

.PHONY: run test check race bench shots build package clean

# Opens Tillside on its training cloud. Without a display it drives a sale and a partial
# refund through the real window on a virtual one, and leaves pictures in shots/.
run:
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; then \
		.ci/packages build && $(MAKE) --no-print-directory bin/tillside && exec bin/tillside --training; \
	else \
		.ci/packages build screen && $(MAKE) --no-print-directory bin/tillside && \
		TILLSIDE_SHOTS=$(CURDIR)/shots $(E2E) -v -run '^TestTraining$$' ./ui/e2e/; \
	fi

.PHONY: bin/tillside
bin/tillside:
	@mkdir -p bin
	$(GO) build -o $@ .

build:
	@.ci/packages build
	@$(MAKE) --no-print-directory bin/tillside

# Every test there is: the money packages with their coverage, then the others, then the
# real program under a virtual screen with a real keyring.
test:
	@.ci/packages build screen keyring
	@.ci/coverage $(COVERAGE) $(COVERED)
	$(GO) test $$($(GO) list ./... | grep -vxF "$$($(GO) list $(COVERED))")
	@$(MAKE) --no-print-directory bin/tillside
	$(E2E) ./ui/e2e/

check:
	@.ci/packages build
	@files=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$files" ] || { echo "not gofmt-clean: $$files"; exit 1; }
	$(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) -tags e2e ./...
	$(GO) run .ci/rules.go

# The tests, then the program itself, under the race detector.
race:
	@.ci/packages build screen keyring
	$(GO) test -race ./...
	@mkdir -p bin
	$(GO) build -race -o bin/tillside-race .
	TILLSIDE_BINARY=$(CURDIR)/bin/tillside-race $(GO) test -tags e2e -count=1 -timeout 10m ./ui/e2e/

# Benchmarks of the packages, then the figures of the whole program.
bench:
	@.ci/packages build screen keyring
	$(GO) test -run '^$$' -bench . -benchmem ./...
	@$(MAKE) --no-print-directory bin/tillside
	$(E2E) -run '^$$' -bench . ./ui/e2e/

# Pictures of every screen in every state, light and dark, wide and narrow.
shots:
	@.ci/packages build
	@mkdir -p shots
	TILLSIDE_SHOTS=$(CURDIR)/shots $(GO) test -count=1 -run TestShots ./ui/

package:
	@.ci/packages build
	@mkdir -p $(DIST)
	@.ci/package $(DIST) "$(VERSION)"

clean:
	rm -rf bin $(DIST) shots coverage*.out
