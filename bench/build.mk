# SPDX-License-Identifier: BSD-3-Clause
# Benchmarks: their guests, the extension that does nothing, the plugin of QEMU that counts.

B := $(BUILD)/bench
# Every source in bench/probe is a guest, except those that guests share. They are linked to the address at which the other
# hypervisors start a guest.
BENCH_COMMON := $(B)/obj/interrupts.c.o $(B)/obj/vectors.S.o $(KIT_OBJECTS)
BENCH_GUESTS := $(patsubst bench/probe/%.c,%,$(filter-out %/interrupts.c,$(wildcard bench/probe/*.c)))

$(B)/obj/%.S.o: bench/probe/%.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(BARE_CFLAGS)) -c -o $@ $<
$(B)/obj/%.c.o: bench/probe/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(BARE_CFLAGS) -c -o $@ $<
$(BENCH_GUESTS:%=$(B)/%.elf): $(B)/%.elf: $(B)/obj/%.c.o $(BENCH_COMMON) tests/kit/guest.ld
	$(QUIET)$(BARE_LD) --defsym=guest_base=0x40080000 -T tests/kit/guest.ld -o $@ $(filter %.o,$^)

.PHONY: bench-noop
bench-noop:
	@$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/bench/noop O=$(abspath $(B))/noop
$(B)/noop.elf: bench-noop
	@cmp -s $(B)/noop/noop.elf $@ || cp $(B)/noop/noop.elf $@

PLUGIN_OBJECTS := $(patsubst bench/plugin/%,$(B)/plugin/%.o,$(wildcard bench/plugin/*.c))
$(B)/plugin/%.c.o: bench/plugin/%.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(HOST_CFLAGS) -fPIC -fvisibility=hidden -c -o $@ $<
$(B)/count.so: $(PLUGIN_OBJECTS)
	$(QUIET)$(HOSTCC) -shared -pthread -o $@ $(PLUGIN_OBJECTS)

$(B)/late/%.c.o: bench/late/%.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(HOST_CFLAGS) -fPIC -fvisibility=hidden -c -o $@ $<
$(B)/late.so: $(B)/late/late.c.o
	$(QUIET)$(HOSTCC) -shared -o $@ $<

ALL += $(BENCH_GUESTS:%=$(B)/%.elf) $(B)/noop.elf $(B)/count.so $(B)/late.so
-include $(wildcard $(B)/obj/*.d $(B)/plugin/*.d $(B)/late/*.d)

# `make bench` runs all of them, `make bench BENCH=name` one.
.PHONY: bench
bench: ## all benchmarks: a line a figure, build/bench/results.json and plots (BENCH=NAME: one)
	$(QUIET)$(MAKE) --no-print-directory all $(BUILD)/tests/torture/killer $(BUILD)/tests/disk.img
	$(QUIET)BUILD=$(BUILD) bench/run.sh $(BENCH)

TESTS += test-masked
.PHONY: test-masked
test-masked: all ## what the log makes others wait for is within the constants that `verify` counts with
	$(QUIET)BUILD=$(BUILD) bench/masked.sh

TESTS += test-figures
.PHONY: test-figures
test-figures: all ## cheap exact figures against their limits (bench/figures.txt); the form of results.json
	$(QUIET)BUILD=$(BUILD) bench/limits.sh
