# SPDX-License-Identifier: BSD-3-Clause
# What the Makefile of a system made by `bulkhead init` includes. It says
#   SYSTEM   the name of the description, SYSTEM.dts
#   APPS     Skiff applications, a folder each: build/APP/APP.elf
#   LINUX    if not empty, the guests are stock Debian kernels (build/Image) with build/initramfs.cpio: busybox, `init`,
#            the files of root/ if there is one, and MODULES, as they are called in the kernel's package
BULKHEAD ?= bulkhead
HOME_OF_BULKHEAD := $(dir $(realpath $(shell command -v $(BULKHEAD))))..
export BUILD := build
LINUX_FILES := $(if $(LINUX),build/Image build/initramfs.cpio)

.PHONY: run image report clean $(APPS)
run: $(APPS) $(LINUX_FILES)
	$(BULKHEAD) run $(SYSTEM).dts
image: $(APPS) $(LINUX_FILES)
	$(BULKHEAD) compile $(SYSTEM).dts -o $(SYSTEM).elf --map
report: $(APPS) $(LINUX_FILES)
	$(BULKHEAD) report $(SYSTEM).dts -o $(SYSTEM).html
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
build/initramfs.cpio: init Makefile build/kernel/.request build/busybox/.request $(wildcard root/*)
	rm -rf build/root && mkdir -p build/root/bin build/root/lib/modules
	cp init build/root && chmod 755 build/root/init
	cp build/busybox/bin/busybox build/root/bin && ln -s busybox build/root/bin/sh
	$(foreach m,$(MODULES),cp build/kernel/lib/modules/*/kernel/$(m).ko build/root/lib/modules &&) :
	[ ! -d root ] || cp -a root/. build/root
	$(HOME_OF_BULKHEAD)/guests/pack.sh build/root $@
