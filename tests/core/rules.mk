# SPDX-License-Identifier: BSD-3-Clause
# Bare guests that show what the core holds.

CORE_GUESTS := served-client pending reset periodic spin timers
CORE_COMMON := $(EXTENSION_COMMON) $(patsubst %,$(T)/core/%.o,gic.c tree.c entry.S)
$(CORE_GUESTS:%=$(T)/core/%.elf): $(T)/core/%.elf: $(T)/core/%.c.o $(CORE_COMMON) tests/extension/guest.ld
	$(QUIET)$(BARE_LD) -T tests/extension/guest.ld -o $@ $(filter %.o,$^)
TEST_IMAGES += $(CORE_GUESTS:%=$(T)/core/%.elf)

# The parts of one source: -DPART.
$(T)/core/%.part.o: tests/core/channel.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(BARE_CFLAGS) -DPART=$(CHANNEL_PART_$*) -c -o $@ $<
CHANNEL_PART_ping := 0
CHANNEL_PART_pong := 1
CHANNEL_PART_outsider := 2
CHANNEL_GUESTS := ping pong outsider
$(CHANNEL_GUESTS:%=$(T)/core/%.elf): $(T)/core/%.elf: $(T)/core/%.part.o $(CORE_COMMON) tests/extension/guest.ld
	$(QUIET)$(BARE_LD) -T tests/extension/guest.ld -o $@ $(filter %.o,$^)
TEST_IMAGES += $(CHANNEL_GUESTS:%=$(T)/core/%.elf)

FUZZ_OBJECTS := $(patsubst %,$(T)/core/%.o,fuzz.c fuzz_calls.c fuzz_memory.c shot.S)
$(T)/core/fuzz.elf: $(FUZZ_OBJECTS) $(CORE_COMMON) tests/extension/guest.ld
	$(QUIET)$(BARE_LD) -T tests/extension/guest.ld -o $@ $(filter %.o,$^)
TEST_IMAGES += $(T)/core/fuzz.elf

# Every model of core, and machines that aren't what the description says.
TESTS += test-machines
.PHONY: test-machines
test-machines: all ## the smallest system on all CPU models; wrong machines and damaged images stop with one line
	$(QUIET)BUILD=$(BUILD) tests/core/models.sh

$(T)/core/in-place.elf: $(T)/core/in-place.c.o $(CORE_COMMON) tests/core/in-place.ld
	$(QUIET)$(BARE_LD) -T tests/core/in-place.ld -o $@ $(filter %.o,$^)
$(T)/core/in-place.bin: $(T)/core/in-place.elf
	$(QUIET)$(CROSS_OBJCOPY) -O binary -j .text $< $@
TEST_IMAGES += $(T)/core/in-place.bin

# Debian's U-Boot and EDK2 for QEMU's virt machine: they boot as they are.
$(T)/u-boot/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) u-boot-qemu
$(T)/edk2/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) qemu-efi-aarch64
test-boot bench: $(T)/u-boot/.request $(T)/edk2/.request
