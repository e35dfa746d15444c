# SPDX-License-Identifier: BSD-3-Clause
# Bare guests that show what the core holds.

CORE_GUESTS := reset
CORE_COMMON := $(EXTENSION_COMMON) $(patsubst %,$(T)/core/%.o,gic.c entry.S)
$(CORE_GUESTS:%=$(T)/core/%.elf): $(T)/core/%.elf: $(T)/core/%.c.o $(CORE_COMMON) tests/extension/guest.ld
	$(QUIET)$(BARE_LD) -T tests/extension/guest.ld -o $@ $(filter %.o,$^)
TEST_IMAGES += $(CORE_GUESTS:%=$(T)/core/%.elf)
