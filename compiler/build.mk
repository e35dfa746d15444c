# SPDX-License-Identifier: BSD-3-Clause
# The host tool build/bulkhead, and QEMU's device trees for the boards.

COMPILER := $(BUILD)/compiler
COMPILER_CFLAGS := $(HOST_CFLAGS) -Wno-missing-field-initializers -Icompiler
# The compiler proper; other commands add their sources to TOOL_SOURCES and their libraries to TOOL_LIBS.
COMPILER_SOURCES := $(filter-out compiler/main.c,$(wildcard compiler/*.c))
TOOL_SOURCES += $(COMPILER_SOURCES) compiler/main.c
TOOL_LIBS += -lfdt
TOOL_OBJECTS := $(patsubst compiler/%.c,$(COMPILER)/%.o,$(TOOL_SOURCES))

$(COMPILER)/%.o: compiler/%.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(COMPILER_CFLAGS) -c -o $@ $<

$(BUILD)/bulkhead: $(TOOL_OBJECTS)
	$(QUIET)$(HOSTCC) -o $@ $(TOOL_OBJECTS) $(TOOL_LIBS)

# Device trees of QEMU's machines. Without -bios, QEMU describes devices that firmware finds there too.
BOARD_TREES := $(BUILD)/boards/qemu-virt-gicv2.dtb $(BUILD)/boards/qemu-virt-gicv3.dtb
$(BUILD)/boards/qemu-virt-gicv2.dtb: BOARD_MACHINE := virt,virtualization=on,gic-version=2 -smp 8
$(BUILD)/boards/qemu-virt-gicv3.dtb: BOARD_MACHINE := virt,virtualization=on,gic-version=3 -smp 16

$(BOARD_TREES): compiler/build.mk
	@mkdir -p $(@D)
	$(QUIET)timeout 60 $(QEMU) -machine $(firstword $(BOARD_MACHINE)),dumpdtb=$@.raw \
		$(wordlist 2,9,$(BOARD_MACHINE)) -cpu cortex-a53 -m 1G -nic none -display none 2>/dev/null
	$(QUIET)dtc -q -I dtb -O dtb -o $@ $@.raw && rm -f $@.raw

.PHONY: boards
boards: $(BOARD_TREES) ## dump the device trees of QEMU's machines

ALL += $(BUILD)/bulkhead $(BOARD_TREES)

-include $(TOOL_OBJECTS:.o=.d)
