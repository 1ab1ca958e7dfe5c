# What a person types; the work is done by tools/. 'make' alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

# Where template images are built and looked for; CONFIG, RUN and STATE are explained in tools/run.
IMAGES ?= /var/cache/bulkhead/images
export IMAGES CONFIG RUN STATE SWIFT

# make install: DESTDIR is for packagers.
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
# The system bus reads its policies from /usr/share and from /etc, whatever the prefix is.
DBUSDIR ?= $(if $(filter /usr,$(PREFIX)),/usr/share/dbus-1/system.d,$(SYSCONFDIR)/dbus-1/system.d)
BINDIR = $(PREFIX)/bin
LIBEXECDIR = $(PREFIX)/libexec/bulkhead
DATADIR = $(PREFIX)/share/bulkhead
UNITDIR = $(PREFIX)/lib/systemd/system
SYSUSERSDIR = $(PREFIX)/lib/sysusers.d
COMPLETIONS = $(PREFIX)/share/bash-completion/completions

RELEASE := .build-release/release
HELPERS := bulkheadd bulkhead-broker bulkhead-launch bulkhead-bench

.PHONY: help run down test build image lint format fuzz bench clean install uninstall requirements

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: image ## Install, build and start everything; on a terminal ends in the live view.
	@tools/run up

down: ## Shut all VMs and the manager down.
	@tools/run down

test: requirements ## Check the format, run the unit tests, then real VMs.
	@tools/test

build: requirements ## Build the programs, in .build-release.
	@tools/build

image: build ## Build the guest template, in IMAGES.
	@tools/image

lint: requirements ## Check the format of the Swift and the scripts.
	@tools/lint

format: ## Format the Swift.
	@tools/lint --fix

fuzz: requirements ## Throw random bytes at everything that reads files or requests, one minute each.
	@tools/fuzz --seconds 60

bench: image ## Measure cold boots against QEMU started by hand.
	@tools/bench boot

clean: ## Remove what was built here; images, volumes and keys stay.
	@rm -rf .build .build-release

requirements: ## Install the Debian packages that are missing.
	@tools/install-requirements

install: ## Install what was built ('make build'); DESTDIR and PREFIX are respected.
	@test -x $(RELEASE)/bulkhead || { echo "bulkhead: nothing is built yet: 'make build' first" >&2; exit 1; }
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBEXECDIR) $(DATADIR) $(UNITDIR) $(SYSUSERSDIR) $(DBUSDIR) \
	    $(COMPLETIONS) $(addprefix $(SYSCONFDIR)/bulkhead/,vms.d policy.d services.d assertions.d/worlds))
	install -s -m 755 $(RELEASE)/bulkhead $(DESTDIR)$(BINDIR)/
	install -s -m 755 $(addprefix $(RELEASE)/,$(HELPERS)) $(DESTDIR)$(LIBEXECDIR)/
	install -m 755 .build-release/agent/bulkhead-agent $(DESTDIR)$(LIBEXECDIR)/
	cp -r --no-preserve=ownership guest $(DESTDIR)$(DATADIR)/
	sed -e 's|@BINDIR@|$(BINDIR)|g' -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|g' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
	    packaging/bulkhead.service.in >$(DESTDIR)$(UNITDIR)/bulkhead.service
	install -m 644 packaging/bulkhead.sysusers $(DESTDIR)$(SYSUSERSDIR)/bulkhead.conf
	install -m 644 packaging/org.bulkhead.Manager1.conf $(DESTDIR)$(DBUSDIR)/
	$(RELEASE)/bulkhead completions bash >$(DESTDIR)$(COMPLETIONS)/bulkhead
	for file in bulkhead.toml $$(cd policies && echo vms.d/*.toml policy.d/*.policy services.d/*.toml assertions.d/*.* assertions.d/worlds/*); do \
	    target=$(DESTDIR)$(SYSCONFDIR)/bulkhead/$$file; \
	    [[ -e $$target ]] || install -m 644 policies/$$file $$target; \
	done

uninstall: ## Remove what 'make install' put in place; configuration and volumes stay.
	rm -f $(DESTDIR)$(BINDIR)/bulkhead $(DESTDIR)$(UNITDIR)/bulkhead.service $(DESTDIR)$(COMPLETIONS)/bulkhead \
	    $(DESTDIR)$(SYSUSERSDIR)/bulkhead.conf $(DESTDIR)$(DBUSDIR)/org.bulkhead.Manager1.conf
	rm -rf $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(DATADIR)
