# SPDX-License-Identifier: BSD-3-Clause
# Bulkhead: one top-level makefile; each room adds its rules with ROOM/build.mk.
# `make help` lists the commands. Everything is built in $(BUILD).

ifneq ($(words $(CURDIR)),1)
$(error the path of this folder, "$(CURDIR)", has a space: make takes it for two names; move the folder)
endif

BUILD ?= build
SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

CROSS_COMPILE ?= aarch64-linux-gnu-
CROSS_CC := $(CROSS_COMPILE)gcc
CROSS_LD := $(CROSS_COMPILE)ld
CROSS_OBJCOPY := $(CROSS_COMPILE)objcopy
HOSTCC ?= gcc
PYTHON := /usr/bin/python3
QEMU := qemu-system-aarch64
CPUS := $(shell nproc)
QUIET := $(if $(V),,@)

WARNINGS := -Wall -Wextra -Werror
# Bare-metal AArch64 code, ARMv8.0-A, no FP.
TARGET_CFLAGS := -std=c11 $(WARNINGS) -O2 -ffreestanding -fno-common -fno-stack-protector \
	-fno-asynchronous-unwind-tables -mgeneral-regs-only -mstrict-align -mno-outline-atomics \
	-march=armv8-a -Iabi -MMD -MP -ffile-prefix-map=$(CURDIR)=.
HOST_CFLAGS := -std=c11 $(WARNINGS) -O2 -g -D_GNU_SOURCE -Iabi -MMD -MP -ffile-prefix-map=$(CURDIR)=.
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.DEFAULT_GOAL := all
.PHONY: all help setup clean distclean demo comparison test bench lint format

# Rooms append the files that `make` builds to ALL, test commands to TESTS (phony targets whose last line
# is `N passed, N failed`), and benchmarks to BENCHES.
ALL :=
TESTS :=
# They start first: several targets run at a time.
LONG_TESTS := test-boot test-skiff
BENCHES :=

include tests/kit/kit.mk
include $(sort $(wildcard */build.mk))

all: $(ALL) ## build everything

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort -u | \
		awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: ## install what is missing (Debian packages; sudo where not root)
	$(QUIET)tools/setup.sh

clean: ## remove what was built, but what was fetched stays
	$(QUIET)mkdir -p $(BUILD) && find $(BUILD) -mindepth 1 -maxdepth 1 ! -name apt -exec rm -rf {} +

distclean: ## remove all of it
	rm -rf $(BUILD)

demo: ## the automotive system with its attack, live; ends by itself with a summary (SECURE_WORLD=flash.bin; BOARD=zcu102: on a board)
	$(QUIET)$(if $(BOARD),tools/demo-board.sh --check $(BOARD))
	$(QUIET)tools/setup.sh demo
	$(QUIET)$(MAKE) --no-print-directory -j$(CPUS) all
	$(QUIET)BUILD=$(BUILD) BOARD=$(BOARD) SECURE_WORLD=$(SECURE_WORLD) TRUSTED_APPS=$(TRUSTED_APPS) tools/demo.sh

comparison: ## the same car with a Linux service guest and taken apart, both broken into: a page of what that reaches
	$(QUIET)tools/setup.sh demo
	$(QUIET)$(MAKE) --no-print-directory -j$(CPUS) all
	$(QUIET)BUILD=$(BUILD) tools/comparison.sh

test: setup ## every test; the last line says `N passed, N failed` (CASES=AREA/NAME: these boot tests only)
	$(QUIET)$(MAKE) --no-print-directory -j$(CPUS) all
	$(QUIET)BUILD=$(BUILD) CASES='$(CASES)' tools/test.sh $(if $(CASES),test-boot,$(LONG_TESTS) $(filter-out $(LONG_TESTS),$(TESTS)))

format: ## clang-format over all sources
	$(QUIET)git ls-files '*.[ch]' | xargs clang-format -i

lint: ## linters: shellcheck, cppcheck, clang-format, clang-tidy, file sizes
	$(QUIET)BUILD=$(BUILD) tools/lint.sh
