# SPDX-License-Identifier: BSD-3-Clause
# Tests that need more than one room: bare guests, systems that boot on QEMU.

T := $(BUILD)/tests
BARE_CFLAGS := $(TARGET_CFLAGS) -fno-tree-loop-distribute-patterns

$(T)/%.c.o: tests/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(BARE_CFLAGS) -c -o $@ $<
$(T)/%.S.o: tests/%.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(BARE_CFLAGS)) -c -o $@ $<

BARE_LD := $(CROSS_LD) --build-id=none -z max-page-size=4096 --no-warn-rwx-segments

EXTENSION_GUESTS := guest witness contend hold evict renew registers life stop unhandled uart
EXTENSION_COMMON := $(patsubst %,$(T)/extension/%.o,start.S bare.c tick.c)
$(EXTENSION_GUESTS:%=$(T)/extension/%.elf): $(T)/extension/%.elf: $(T)/extension/%.c.o $(EXTENSION_COMMON) \
		tests/extension/guest.ld
	$(QUIET)$(BARE_LD) -T tests/extension/guest.ld -o $@ $(filter %.o,$^)
$(T)/extension/registers.elf: $(T)/extension/registers_asm.S.o
# The barest extension, linked at Skiff's address: nothing but text.
$(T)/extension/leak.elf: $(T)/extension/leak.S.o tests/extension/leak.ld
	$(QUIET)$(BARE_LD) -T tests/extension/leak.ld -o $@ $<

TEST_IMAGES := $(EXTENSION_GUESTS:%=$(T)/extension/%.elf) $(T)/extension/leak.elf
include tests/core/rules.mk
include tests/unit/rules.mk
# Unikernels, not loaded guests.
UNIKERNELS := $(patsubst %,$(T)/core/%.elf,storm served)
$(UNIKERNELS): $(T)/core/%.elf: $(T)/core/%.S.o compiler/test/skiff.ld
	$(QUIET)$(BARE_LD) -T compiler/test/skiff.ld -o $@ $<
TEST_IMAGES += $(UNIKERNELS)
ALL += $(TEST_IMAGES)
-include $(wildcard $(T)/*/*.d)

# Systems on QEMU: what their consoles must show.
TESTS += test-boot
.PHONY: test-boot
test-boot: all ## boot the test systems on QEMU
	$(QUIET)BUILD=$(BUILD) tests/boot.sh $(sort $(wildcard tests/boot/*.test))

# Not part of `make test`, since it takes minutes; tests/boot/tee-soak.test is the same in small.
SOAK_ROUNDS ?= 100
.PHONY: soak
soak: all ## TEE clients killed, tee-supplicant stopped, a guest reset in mid-call, 100 times each; leaks counted
	$(QUIET)BUILD=$(BUILD) tests/tee/soak.sh $(SOAK_ROUNDS)

# What the console's extension costs a Linux boot.
TESTS += test-console
.PHONY: test-console
test-console: all ## a Linux boot with the pl011 extension costs 3 % more at most
	$(QUIET)BUILD=$(BUILD) tests/extension/console-cost.sh

# The manual's page on extensions, followed literally.
TESTS += test-page
.PHONY: test-page
test-page: all ## do what docs/writing-an-extension.md says
	$(QUIET)tests/extension/page.sh

# The forwarding protocol as a Spin model.
TESTS += test-model
.PHONY: test-model
test-model: ## check the model of the forwarding protocol with Spin
	$(QUIET)BUILD=$(abspath $(BUILD)) tests/model/run.sh

include tests/mutation/rules.mk
