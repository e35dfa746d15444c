# SPDX-License-Identifier: BSD-3-Clause
# Included by the Makefile of a system made by `bulkhead init`, which sets
#   SYSTEM   the name of the description, SYSTEM.dts
#   APPS     Skiff applications, a folder each: build/APP/APP.elf
#   LINUX    if not empty, the guests are stock Debian kernels (build/Image) with build/initramfs.cpio: busybox, `init`,
#            the files of root/ if there is one, PROGRAMS (of the one source NAME.c each, as /bin/NAME), and MODULES, as
#            they are called in the kernel's package
#   DISK     NAME=SIZE[:DIRECTORY]...: partitions of build/disk.img (`bulkhead help disk`), the machine's disk
# Descriptions find what they include beside them, or in the systems/ of Bulkhead (tee.dtsi).
BULKHEAD ?= bulkhead
HOME_OF_BULKHEAD := $(dir $(realpath $(shell command -v $(BULKHEAD))))..
export BUILD := build
CROSS_COMPILE ?= aarch64-linux-gnu-
FLAGS := -I $(HOME_OF_BULKHEAD)/systems
DISK_FILES := $(if $(DISK),build/disk.img)
RUN_FLAGS := $(DISK_FILES:%=--disk %)
LINUX_FILES := $(if $(LINUX),build/Image build/initramfs.cpio)

.PHONY: run image report clean $(APPS)
run: $(APPS) $(LINUX_FILES) $(DISK_FILES)
	$(BULKHEAD) run $(FLAGS) $(RUN_FLAGS) $(SYSTEM).dts
image: $(APPS) $(LINUX_FILES) $(DISK_FILES)
	$(BULKHEAD) compile $(FLAGS) $(SYSTEM).dts -o $(SYSTEM).elf --map
report: $(APPS) $(LINUX_FILES) $(DISK_FILES)
	$(BULKHEAD) report $(FLAGS) $(SYSTEM).dts -o $(SYSTEM).html
clean:
	rm -rf build

$(APPS):
	$(MAKE) -s -C $(HOME_OF_BULKHEAD)/skiff APP=$(CURDIR)/$@ O=$(CURDIR)/build/$@

build/%/.request:
	$(HOME_OF_BULKHEAD)/tools/apt-fetch.sh bookworm arm64 $(@D) $(PACKAGE)
build/kernel/.request: PACKAGE := @linux-image-arm64
build/busybox/.request: PACKAGE := busybox-static
build/Image: build/kernel/.request
	cp build/kernel/boot/vmlinuz-* $@
build/disk.img: Makefile $(foreach d,$(wordlist 2,99,$(subst :, ,$(DISK))),$(wildcard $(d)/*))
	mkdir -p build
	$(BULKHEAD) disk -o $@ $(DISK)
build/bin/%: %.c
	mkdir -p $(@D)
	$(CROSS_COMPILE)gcc -std=c11 -O2 -Wall -Wextra -static -s -o $@ $<
build/initramfs.cpio: init Makefile build/kernel/.request build/busybox/.request $(wildcard root/*) $(PROGRAMS:%=build/bin/%)
	rm -rf build/root && mkdir -p build/root/bin build/root/lib/modules
	cp init build/root && chmod 755 build/root/init
	cp build/busybox/bin/busybox build/root/bin && ln -s busybox build/root/bin/sh
	$(foreach m,$(MODULES),cp build/kernel/lib/modules/*/kernel/$(m).ko build/root/lib/modules &&) :
	$(foreach p,$(PROGRAMS),cp build/bin/$(p) build/root/bin &&) :
	[ ! -d root ] || cp -a root/. build/root
	$(HOME_OF_BULKHEAD)/guests/pack.sh build/root $@
