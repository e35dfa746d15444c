# SPDX-License-Identifier: BSD-3-Clause
# The hypervisor core: build/core/core.elf.

CORE_SOURCES := $(wildcard core/*/*.c core/*/*.S)
CORE_OBJECTS := $(patsubst core/%,$(BUILD)/core/%.o,$(CORE_SOURCES))
CORE_CFLAGS := $(TARGET_CFLAGS) -mfix-cortex-a53-835769 -DBULKHEAD_CORE -fno-partial-inlining -fno-pic -fno-jump-tables -falign-functions=4 -falign-jumps=4 -falign-loops=4 -Icore -I$(BUILD)/core

ALL += $(BUILD)/core/core.elf

# What no guest's request waits for, or is no slower so, is built for size.
CORE_COLD := boot/boot machine/errata machine/memory machine/print machine/smc machine/smmu vcpu/debug vcpu/fault vcpu/pmu vgic/reset extension/instance \
	extension/route extension/secure sched/timer vcpu/inject vgic/lists vm/vm vm/vcpu_life trap/dma trap/panic \
	trap/virq trap/svc machine/gic vgic/redistributor vgic/sources vgic/spill vgic/waiting vgic/sgi vgic/hardware extension/notify extension/exclusive vm/notify vcpu/kick
$(CORE_COLD:%=$(BUILD)/core/%.c.o): CORE_CFLAGS += -Os
# Code blocks that are duplicated to save a jump are worth their size on the paths of the figures only.
CORE_HOT := sched/sched vgic/inject vm/switch trap/abort trap/exit trap/hypercall trap/irq trap/run trap/smccc
$(filter-out $(CORE_HOT:%=$(BUILD)/core/%.c.o),$(CORE_OBJECTS)): CORE_CFLAGS += -freorder-blocks-algorithm=simple

$(BUILD)/core/offsets.s: core/offsets.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(CORE_CFLAGS) -MT $@ -MF $@.d -S -o $@ $<

# Each "->NAME value" line of the compiled text becomes a #define.
$(BUILD)/core/offsets.h: $(BUILD)/core/offsets.s
	$(QUIET)sed -n 's/.*"->\([A-Z0-9_]*\) \(#\)*\([0-9]*\)".*/#define \1 \3/p' $< > $@

$(BUILD)/core/%.c.o: core/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(CORE_CFLAGS) -c -o $@ $<

$(BUILD)/core/%.S.o: core/%.S $(BUILD)/core/offsets.h
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(CORE_CFLAGS)) -c -o $@ $<

CORE_LINK = $(CROSS_LD) -nostdlib --build-id=none -z max-page-size=4096 --no-warn-rwx-segments \
	--fix-cortex-a53-843419=adr -T core/core.ld

# The words of text and rodata that depend on where the core lies: a first link, as a position-independent executable, lists them.
$(BUILD)/core/relocations.S: $(CORE_OBJECTS) core/core.ld
	$(QUIET)$(CORE_LINK) -pie --no-dynamic-linker -z norelro -o $@.elf $(CORE_OBJECTS)
	$(QUIET)$(CROSS_COMPILE)readelf -rW $@.elf | awk '/R_AARCH64_/ { if ($$3 != "R_AARCH64_RELATIVE") exit 1; print ".long 0x" $$1 }' >$@.list
	$(QUIET)(echo '.section .relocations, "a"'; cat $@.list) >$@

$(BUILD)/core/core.elf: $(CORE_OBJECTS) $(BUILD)/core/relocations.S core/core.ld
	$(QUIET)$(CROSS_CC) -c -o $(BUILD)/core/relocations.o $(BUILD)/core/relocations.S
	$(QUIET)$(CORE_LINK) -o $@ $(CORE_OBJECTS) $(BUILD)/core/relocations.o
	@echo "core: $$($(CROSS_COMPILE)size $@ | awk 'NR == 2 { print $$1 " text+rodata, " $$2 " data, " $$3 " bss" }')"

$(CORE_OBJECTS) $(BUILD)/core/offsets.s: Makefile core/build.mk # their flags
-include $(CORE_OBJECTS:.o=.d) $(BUILD)/core/offsets.s.d
