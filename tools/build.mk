# SPDX-License-Identifier: BSD-3-Clause
# clang-tidy over the rooms whose code runs on the target or decides what runs there. A file is checked again only if
# it or a header changed.

TIDY := $(BUILD)/tidy
CLANG_TIDY ?= clang-tidy
# The unit tests' configuration has most of Skiff's libraries, and some more.
TIDY_CONFIG := $(TIDY)/skiff/include/skiff/config.h
TIDY_TARGET := --target=aarch64-linux-gnu -std=c11 -ffreestanding -mgeneral-regs-only -Iabi
TIDY_SKIFF := $(TIDY_TARGET) -include $(TIDY_CONFIG) -I$(TIDY)/skiff/include \
	$(patsubst %,-I%,$(wildcard skiff/include skiff/arch/arm64/include skiff/lib/*/include))
# Left out: sources for a linux process, picolibc, musl or lwIP (other headers), and a source that only refuses a configuration.
TIDY_SOURCES := $(filter-out services/trng/source_none.c skiff/lib/picolibc/glue.c skiff/lib/musl/% skiff/lib/lwip/%, \
	$(wildcard core/*/*.c compiler/*.c compiler/*/*.c skiff/lib/*/*.c skiff/arch/arm64/*.c skiff/plat/bulkhead/*.c services/*/*.c))
TIDY_SOURCES := $(filter-out compiler/test/%,$(TIDY_SOURCES))
# The analyzer takes nearly all of the time. It looks at a ninth of the states that it would by default in a function
# before it gives up; all of them: TIDY_NODES=225000.
TIDY_NODES ?= 25000
TIDY_ANALYZER := -Xclang -analyzer-config -Xclang max-nodes=$(TIDY_NODES)
tidy-flags = $(if $(filter core/%,$(1)),$(TIDY_TARGET) -DBULKHEAD_CORE -Icore,\
	$(if $(filter compiler/%,$(1)),-std=c11 -D_GNU_SOURCE -DVERSION='""' -Iabi -Icompiler,\
	$(TIDY_SKIFF) $(if $(filter $(TIDY_LWIP),$(1)),-isystem $(LWIP)/lwip/src/include -Iskiff/lib/lwip/port)))

# Sources that include lwIP's headers need lwIP's source.
LWIP := $(BUILD)/skiff/source/lwip
TIDY_LWIP := $(wildcard skiff/lib/net/*.c skiff/lib/posix-socket/*.c)
$(LWIP)/.request: skiff/lib/lwip/Kconfig
	$(QUIET)tools/apt-fetch.sh bookworm source $(@D) "lwip=$$(sed -n '/LWIP_VERSION/,/help/s/.*default "\(.*\)"/\1/p' $<)"
$(TIDY_LWIP:%.c=$(TIDY)/%.tidy): | $(LWIP)/.request

$(TIDY_CONFIG): $(shell find skiff -name Kconfig) $(wildcard skiff/test/unit/defconfig*)
	$(QUIET)$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/skiff/test/unit PLAT=bulkhead SET="LIB_VIRTIO_BLK_DRIVER=y LIB_VIRTIO_GPU_DEVICE=y LIB_NVME=y LIB_SDHCI=y LIB_XILINX_CAN=y LIB_E1000E=y LIB_GEM=y LIB_CRASH=y" \
		O=$(abspath $(TIDY)/skiff) $(abspath $(TIDY_CONFIG))

TIDY_HEADERS := $(wildcard abi/*/*.h core/*/*.h compiler/*.h compiler/*/*.h services/*/*.h) $(shell find skiff -name '*.h')
$(TIDY)/%.tidy: %.c .clang-tidy tools/build.mk $(TIDY_HEADERS) | $(TIDY_CONFIG)
	@mkdir -p $(@D)
	$(QUIET)$(CLANG_TIDY) --quiet $< -- $(call tidy-flags,$<) $(TIDY_ANALYZER) >$@.log 2>$@.err || \
		{ grep -v 'warnings\? \(generated\|treated\)' $@.log $@.err -h; exit 1; }
	@touch $@

.PHONY: tidy
tidy: $(TIDY_SOURCES:%.c=$(TIDY)/%.tidy)

# --- QEMU 10, beside the host's, for its SMMU and its machines ------------------------

# $(eval $(call unpacked-qemu,NAME,SUITE)): that of a suite of Debian, as $(BUILD)/qemuNAME/bin/qemu-system-aarch64.
# The folder of the host's modules is compiled in, and asked for what QEMU_MODULE_DIR doesn't have: it gets another name.
define unpacked-qemu
$(BUILD)/qemu$(1)/bin/qemu-system-aarch64: tools/unpacked-qemu.sh tools/apt-fetch.sh
	$$(QUIET)BUILD=$$(BUILD) tools/apt-fetch.sh --with-deps $(2) $$$$(dpkg --print-architecture) $(BUILD)/qemu$(1)/root \
		qemu-system-arm ipxe-qemu
	$$(QUIET)LC_ALL=C sed -i 's,\(/usr/lib/[a-z0-9_-]*/qem\)u\x00,\1_\x00,g' $(BUILD)/qemu$(1)/root/usr/bin/qemu-system-aarch64
	@mkdir -p $$(@D)
	$$(QUIET)printf '#!/bin/sh\nexec %s %s qemu-system-aarch64 "$$$$@"\n' \
		$$(abspath tools/unpacked-qemu.sh) $$(abspath $(BUILD)/qemu$(1)/root) >$$@
	$$(QUIET)chmod +x $$@
endef
$(eval $(call unpacked-qemu,10,bookworm-backports))
# 10.0.2 connects no virtual interrupts to the CPUs of an i.MX 8M Plus; that of Debian 13 does.
$(eval $(call unpacked-qemu,-trixie,trixie))

.PHONY: qemu10 qemu-trixie
qemu10: $(BUILD)/qemu10/bin/qemu-system-aarch64 ## QEMU 10 of Debian's backports, unpacked into build/qemu10
qemu-trixie: $(BUILD)/qemu-trixie/bin/qemu-system-aarch64 ## QEMU 10 of Debian 13, unpacked into build/qemu-trixie

include tools/sdk.mk
