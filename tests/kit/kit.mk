# SPDX-License-Identifier: BSD-3-Clause
# The runtime of all guests without an operating system; the rooms that have some link KIT_OBJECTS with guest.ld.

T := $(BUILD)/tests
BARE_CFLAGS := $(TARGET_CFLAGS) -fno-tree-loop-distribute-patterns -Itests -I.
BARE_LD := $(CROSS_LD) --build-id=none -z max-page-size=4096 --no-warn-rwx-segments

$(T)/%.c.o: tests/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(BARE_CFLAGS) -c -o $@ $<
$(T)/%.S.o: tests/%.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(BARE_CFLAGS)) -c -o $@ $<

KIT_OBJECTS := $(patsubst %,$(BUILD)/%.o,$(wildcard tests/kit/*.c tests/kit/*.S))
