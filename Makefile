# OmniRoute: run, test, measure, install. `make help` lists the targets.
#
# Variables: SCRATCH (build folder), PREFIX and DESTDIR (installation), ARGS (for `omniroute up`), OMNI_CORPUS (recorded
# exchanges for the tests).

PREFIX ?= /usr/local
SCRATCH ?= .build
OMNI_CORPUS ?= ../shared/corpus

DAEMONS = ingress translate route egress logd admin
BIN = $(SCRATCH)/release
SWIFT_BUILD = swift build -c release --static-swift-stdlib --scratch-path $(SCRATCH)
BUILT = $(SCRATCH)/built
SOURCES = Package.swift $(shell find Sources -type f 2>/dev/null)

BINDIR = $(PREFIX)/bin
LIBEXECDIR = $(PREFIX)/libexec/omniroute
MANDIR = $(PREFIX)/share/man
DOCDIR = $(PREFIX)/share/doc/omniroute
# systemd looks below /usr and /usr/local; for any other prefix the units go to /etc.
CONFIGLIB = $(if $(filter /usr /usr/local,$(PREFIX)),$(PREFIX)/lib,/etc)
UNITDIR = $(CONFIGLIB)/systemd/system
SYSUSERSDIR = $(CONFIGLIB)/sysusers.d
TMPFILESDIR = $(CONFIGLIB)/tmpfiles.d
UNITS = $(notdir $(wildcard systemd/*.service systemd/*.socket systemd/*.target systemd/*.slice systemd/*.timer))
MANUALS = $(notdir $(wildcard docs/man/*.[158]))
RESOLVER = /etc/systemd/system/omni-egress.service.d/10-resolver.conf

VENV = .venv
PYTHON = $(VENV)/bin/python
# Processes that run the pipeline tests side by side: the tests mostly wait.
WORKERS ?= 3
PIPELINE = $(PYTHON) -m pytest -p no:cacheprovider Tests/Pipeline
# Tests are found by the index of their modules, so there has to be one; that of the system's modules takes as long as the
# build of a small target and is for editors only.
LEAN_INDEX = -Xswiftc -index-ignore-system-modules -Xswiftc -index-ignore-clang-modules
SWIFT_TEST = swift test --scratch-path $(SCRATCH)

# With OMNI_ONE_BUILD=true, as in .ci/run, one build serves the tests and the programs that they start, for a quarter less
# work than two: optimised, with the checks of a debug build (overlapping accesses, bounds of unsafe buffers). Not to install.
ifdef OMNI_ONE_BUILD
export OMNI_ONE_BUILD
SWIFT_BUILD = swift build -c release --build-tests --scratch-path $(SCRATCH) $(LEAN_INDEX) -Xswiftc -enable-testing \
	-Xswiftc -assert-config -Xswiftc Debug
SWIFT_TEST = swift test -c release --skip-build --scratch-path $(SCRATCH)
test-unit: $(BUILT)
endif
PROTO_CHECK = python3 tools/protogen.py --check

GENERATED = Sources/IPC/Generated/% Tests/IPCTests/WireSample.swift
SWIFT_FILES = $(filter-out $(GENERATED),$(shell find Sources Tests -name '*.swift' -not -path '*/.build*'))
SHELL_FILES = $(wildcard packaging/need packaging/resolver-dropin .ci/run Tests/Benchmarks/run Tests/Fuzz/run)
PYTHON_FILES = $(shell find tools Tests -name '*.py' -not -path '*/.*')

.DEFAULT_GOAL = help
.PHONY: help run build test test-unit test-pipeline test-system bench lint format catalogue openapi proto install uninstall clean

help:
	@echo "make run        build if needed and start the gateway on 127.0.0.1:20128 (ARGS=... for omniroute up)"
	@echo "make test       all tests: test-unit, test-pipeline, test-system"
	@echo "make bench      measure it, next to nginx and to no gateway at all"
	@echo "make lint       format, generated code and scripts as they should be"
	@echo "make format     format the Swift sources"
	@echo "make catalogue  generate the provider table and its Swift from catalogue/"
	@echo "make openapi    generate docs/openapi.json and its Swift from api/"
	@echo "make proto      generate the IPC messages from proto/omni.proto"
	@echo "make install    install it with its systemd units (PREFIX=$(PREFIX), DESTDIR=$(DESTDIR))"
	@echo "make uninstall  remove what install installed; data and configuration stay"
	@echo "make clean      remove what was built"

# ---------------------------------------------------------------- build and run

build: $(BUILT)

# A stamp, so that nothing at all is asked of the package manager when nothing changed.
$(BUILT): $(SOURCES)
	@command -v swift >/dev/null || { echo "No Swift toolchain here: install Swift 6.3 from https://www.swift.org/install/" >&2; exit 1; }
	@packaging/need build
	@echo "Building a release (a few minutes the first time)"
	$(SWIFT_BUILD)
	@touch $@

run: $(BUILT)
	@exec $(BIN)/omniroute up $(ARGS)

# ---------------------------------------------------------------- tests

test: test-unit test-pipeline test-system

test-unit:
	@packaging/need build
	OMNI_CORPUS='$(OMNI_CORPUS)' $(SWIFT_TEST)

test-pipeline: $(BUILT) $(VENV)/ready
	OMNI_BIN='$(abspath $(BIN))' OMNI_CORPUS='$(abspath $(OMNI_CORPUS))' $(PIPELINE) -n $(WORKERS) --dist loadfile -m 'not alone'
	OMNI_BIN='$(abspath $(BIN))' OMNI_CORPUS='$(abspath $(OMNI_CORPUS))' $(PIPELINE) -m alone

# Needs root and systemd-nspawn. Without them the tests are skipped and say so; with CI=true that is a failure.
test-system: $(BUILT) $(VENV)/ready
	OMNI_SCRATCH='$(abspath $(SCRATCH))' $(PYTHON) -m pytest -p no:cacheprovider Tests/System

$(VENV)/ready: $(wildcard Tests/Pipeline/requirements.txt Tests/System/requirements.txt)
	@packaging/need test
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check $(addprefix -r ,$^)
	@touch $@

bench: $(BUILT)
	@packaging/need bench
	OMNI_BIN='$(abspath $(BIN))' Tests/Benchmarks/run

# ---------------------------------------------------------------- source

lint:
	@swift format lint --strict --configuration .swift-format $(SWIFT_FILES)
	$(PROTO_CHECK) proto/omni.proto Sources/IPC/Generated
	$(PROTO_CHECK) --sample proto/wire_sample.proto Tests/IPCTests/WireSample.swift
	python3 tools/catalogue.py --check
	python3 tools/openapi.py --check
	python3 -m unittest discover -q -s tools -p 'test_*.py'
	@for file in $(SHELL_FILES); do head -n 1 $$file | grep -q python || bash -n $$file || exit 1; done
	@if command -v shellcheck >/dev/null; then shellcheck packaging/need packaging/resolver-dropin; fi
	@python3 -c 'import ast, sys; [ast.parse(open(f, "rb").read(), f) for f in sys.argv[1:]]' $(PYTHON_FILES)
	@if python3 -c 'import pyflakes' 2>/dev/null; then python3 -m pyflakes $(PYTHON_FILES); fi
	@if command -v mandoc >/dev/null; then mandoc -T lint -W warning docs/man/*; fi

format:
	swift format --in-place --configuration .swift-format $(SWIFT_FILES)

catalogue:
	python3 tools/catalogue.py

openapi:
	python3 tools/openapi.py

proto:
	python3 tools/protogen.py proto/omni.proto Sources/IPC/Generated
	python3 tools/protogen.py --sample proto/wire_sample.proto Tests/IPCTests/WireSample.swift

clean:
	rm -rf $(SCRATCH) $(VENV)

# ---------------------------------------------------------------- installation

# Each daemon has a folder of its own, because its sandbox may execute what is in there and nothing else.
# Programs are put in place by a rename, so that a daemon can be renewed at any moment.
install: $(BUILT)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(DOCDIR)
	install -m 755 $(BIN)/omniroute $(DESTDIR)$(BINDIR)/.omniroute.new
	mv -f $(DESTDIR)$(BINDIR)/.omniroute.new $(DESTDIR)$(BINDIR)/omniroute
	set -e; for daemon in $(DAEMONS); do \
	    folder=$(DESTDIR)$(LIBEXECDIR)/$$daemon; \
	    install -d $$folder; \
	    install -m 755 $(BIN)/omni-$$daemon $$folder/.new; \
	    mv -f $$folder/.new $$folder/omni-$$daemon; \
	    ln -sfn $$daemon/omni-$$daemon $(DESTDIR)$(LIBEXECDIR)/omni-$$daemon; \
	done
	install -m 755 $(BIN)/omni-mock $(DESTDIR)$(LIBEXECDIR)/.omni-mock.new
	mv -f $(DESTDIR)$(LIBEXECDIR)/.omni-mock.new $(DESTDIR)$(LIBEXECDIR)/omni-mock
	install -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR)
	set -e; for unit in $(UNITS); do \
	    sed 's|/usr/local/|$(PREFIX)/|g' systemd/$$unit > $(DESTDIR)$(UNITDIR)/$$unit; \
	    chmod 644 $(DESTDIR)$(UNITDIR)/$$unit; \
	done
	install -m 644 systemd/sysusers.d/omniroute.conf $(DESTDIR)$(SYSUSERSDIR)/omniroute.conf
	install -m 644 systemd/tmpfiles.d/omniroute.conf $(DESTDIR)$(TMPFILESDIR)/omniroute.conf
	set -e; for manual in $(MANUALS); do \
	    install -D -m 644 docs/man/$$manual $(DESTDIR)$(MANDIR)/man$${manual##*.}/$$manual; \
	done
	install -m 644 examples/config.yaml $(DESTDIR)$(DOCDIR)/config.yaml
	install -d -m 700 $(DESTDIR)/etc/omniroute
ifeq ($(DESTDIR),)
	install -d $(dir $(RESOLVER))
	test -e $(RESOLVER) || packaging/resolver-dropin > $(RESOLVER)
	@if [ -d /run/systemd/system ]; then \
	    set -ex; systemd-sysusers; systemd-tmpfiles --create $(TMPFILESDIR)/omniroute.conf; systemctl daemon-reload; \
	else \
	    echo "systemd does not run here: users, folders and units come at the next boot, or with systemd-sysusers and systemd-tmpfiles --create"; \
	fi
	@echo "Installed. Configure: /etc/omniroute/config.yaml (see $(DOCDIR)/config.yaml)"
	@echo "Start:    systemctl enable --now omni.target"
	@echo "Renew:    systemctl reload 'omni-*.service', after an upgrade"
endif

uninstall:
ifeq ($(DESTDIR),)
	@if [ -d /run/systemd/system ]; then \
	    systemctl disable --now omni.target omni-ingress-admin.socket 2>/dev/null || true; \
	    systemctl stop 'omni-*.timer' 'omni-*.socket' 'omni-*.service' 2>/dev/null || true; \
	fi
	rm -f $(RESOLVER)
	-rmdir $(dir $(RESOLVER)) 2>/dev/null
endif
	rm -f $(addprefix $(DESTDIR)$(UNITDIR)/,$(UNITS))
	rm -f $(DESTDIR)$(SYSUSERSDIR)/omniroute.conf $(DESTDIR)$(TMPFILESDIR)/omniroute.conf
	rm -f $(DESTDIR)$(BINDIR)/omniroute
	rm -rf $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(DOCDIR)
	for manual in $(MANUALS); do rm -f $(DESTDIR)$(MANDIR)/man$${manual##*.}/$$manual; done
ifeq ($(DESTDIR),)
	@if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
endif
	@echo "Removed. Data stays in /var/lib/omniroute, configuration in /etc/omniroute."
