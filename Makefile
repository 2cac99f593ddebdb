# Tillside. "make run" and "make test" need nothing but git, curl and Go: on Debian and
# Ubuntu they install the system packages that are missing.

GO      ?= go
DIST    := dist
VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0
GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# The packages where a line without a test is a risk to somebody's money, and the least
# share of their statements that tests must reach.
COVERED  := ./payments ./payments/handpoint ./payments/checkout
COVERAGE := 97

# The proof of the money rules (see its package comment) and how much of it "make soak" runs.
# Any seed that failed is told again by "make soak SEED=n SCHEDULES=1".
PROOF     := ./payments/checkout/proof
SCHEDULES ?= 100000
SEED      ?= 1
KILLS     ?= 10000
LOSSES    ?= 10000
PAIRS     ?= 10000

# The tests that start the real program.
E2E := TILLSIDE_BINARY=$(CURDIR)/bin/tillside $(GO) test -tags e2e -count=1 -timeout 10m

# The packages whose lines "make mutate" changes, and how long it goes on.
MUTATED := ./payments ./payments/checkout ./payments/handpoint ./payments/internal/rest
MINUTES ?= 90

.PHONY: run test check race soak mutate bench journal shots build package package-check package-test package-twice clean

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
# proof of the money rules with its figures, then the real program under a virtual screen with a real
# keyring, and the program of Windows under wine where wine is installed.
test:
	@.ci/packages build screen keyring
	@.ci/coverage $(COVERAGE) $(COVERED)
	$(GO) test $$($(GO) list ./... | grep -vxF "$$($(GO) list $(COVERED) $(PROOF))")
	$(GO) test -count=1 -timeout 60m -v $(PROOF) -args -schedules 20000 -coverage -every -kills 500 -losses 500 -pairs 10000
	@$(MAKE) --no-print-directory bin/tillside
	$(E2E) ./ui/e2e/
	@.ci/wine/try

check:
	@.ci/packages build
	@files=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$files" ] || { echo "not gofmt-clean: $$files"; exit 1; }
	$(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) -tags e2e ./...
	$(GO) run $(GOLANGCI) run --config .ci/golangci.yml ./...
	$(GO) run .ci/rules.go
	$(GO) run ./.ci/house
	@.ci/package-check
	$(GO) test -run '^TestPlantedBugsFitTheCode$$' $(PROOF)

# The tests, then the program itself, under the race detector.
race:
	@.ci/packages build screen keyring
	$(GO) test -race -timeout 30m ./...
	@mkdir -p bin
	$(GO) build -race -o bin/tillside-race .
	TILLSIDE_BINARY=$(CURDIR)/bin/tillside-race $(GO) test -tags e2e -count=1 -timeout 10m ./ui/e2e/

# The proof at length: schedules from a seed on, every way to fail, killed processes with
# all that takes minutes to settle, lost journals, pairs, and then the planted bugs that it
# must find. With fewer schedules than "make test" runs it is those schedules alone.
soak:
	@.ci/packages build
ifeq ($(shell [ $(SCHEDULES) -ge 20000 ] && echo long),long)
	$(GO) test -count=1 -timeout 0 -v $(PROOF) -args -seed $(SEED) -schedules $(SCHEDULES) -coverage -every \
		-kills $(KILLS) -settle -losses $(LOSSES) -pairs $(PAIRS) -starts $$(( $(PAIRS) / 100 ))
	$(GO) test -count=1 -timeout 0 -v -tags planted -run '^TestPlantedBugs$$' $(PROOF) -args -seed $(SEED)
else
	$(GO) test -count=1 -timeout 0 -v -run '^TestSchedules$$' $(PROOF) -args -seed $(SEED) -schedules $(SCHEDULES)
endif

# Changes one thing at a time in the packages about money and asks whether their tests
# notice. It prints what nobody noticed; what was found out is kept until a package changes.
mutate:
	@.ci/packages build
	$(GO) run ./.ci/mutate -minutes $(MINUTES) -least 90 $(MUTATED)

# Benchmarks of the packages, then the figures of the whole program.
bench:
	@.ci/packages build screen keyring
	$(GO) test -run '^$$' -bench . -benchmem -timeout 1h ./...
	@$(MAKE) --no-print-directory bin/tillside
	$(E2E) -run '^$$' -bench . ./ui/e2e/

# A data folder with a journal of ROWS payments in ten years, to be looked at with
# "bin/tillside --training --data-dir DIR". "make bench" makes its own.
ROWS ?= 1000000
journal:
	@[ -n "$(DIR)" ] || { echo "make journal DIR=folder"; exit 2; }
	@.ci/packages build
	$(GO) test -count=1 -timeout 0 -v -run '^TestMakeJournal$$' ./storage -args -rows $(ROWS) -into "$(abspath $(DIR))"

# Pictures of every screen in every state, light and dark, wide and narrow.
shots:
	@.ci/packages build
	@mkdir -p shots
	TILLSIDE_SHOTS=$(CURDIR)/shots $(GO) test -count=1 -run TestShots ./ui/

# Everything that this machine can make for a release (docs/packaging.md).
package:
	@.ci/packages build windows
	@.ci/package $(DIST) "$(VERSION)"

# Checks what release files are made of, in seconds.
package-check:
	@.ci/package-check

# Tries what is in dist: the installer and the program under wine, the tests of the packages that
# matter most as Windows programs, the .deb and the tarball on a bare Debian. It wants root
# for the last, and takes minutes.
package-test:
	@.ci/packages build screen windows wine bare texts sign
	@.ci/package-check
	@$(MAKE) --no-print-directory bin/tillside
	@.ci/package-test $(DIST) "$(VERSION)"

# Makes the release files twice, from two copies of the last commit in two places, the second with
# nothing that compilers have kept, and wants the same bytes. As long as a cold build.
package-twice:
	@.ci/packages build windows
	@.ci/package-twice "$(VERSION)"

clean:
	rm -rf bin $(DIST) shots coverage*.out
