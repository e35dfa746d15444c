# SPDX-License-Identifier: BSD-3-Clause
# Benchmarks: their guests, the extension that does nothing, the plugin of QEMU that counts.

B := $(BUILD)/bench
BENCH_GUESTS := probe operations waker other witness vcpus restart storm-calls storm-interrupts storm-loop
BENCH_COMMON := $(B)/probe/start.S.o $(B)/probe/guest.c.o

$(B)/probe/%.S.o: bench/probe/%.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(TARGET_CFLAGS)) -c -o $@ $<
$(B)/probe/%.c.o: bench/probe/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(TARGET_CFLAGS) -c -o $@ $<
# The two parts of one source, which find their channel in the device tree.
$(B)/probe/waker.c.o: PART := WAKER
$(B)/probe/other.c.o: PART := OTHER
$(B)/probe/waker.c.o $(B)/probe/other.c.o: bench/probe/pair.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(TARGET_CFLAGS) -DPART=$(PART) -c -o $@ $<
$(B)/waker.elf $(B)/other.elf $(B)/witness.elf: $(BUILD)/tests/core/tree.c.o
$(BENCH_GUESTS:%=$(B)/%.elf): $(B)/%.elf: $(B)/probe/%.c.o $(BENCH_COMMON) bench/probe/probe.ld
	$(QUIET)$(CROSS_LD) --build-id=none -z max-page-size=4096 --no-warn-rwx-segments \
		-T bench/probe/probe.ld -o $@ $(filter %.o,$^)

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

ALL += $(BENCH_GUESTS:%=$(B)/%.elf) $(B)/noop.elf $(B)/count.so
-include $(wildcard $(B)/probe/*.d $(B)/plugin/*.d)

# `make bench` runs all of them, `make bench BENCH=name` one.
.PHONY: bench
bench: ## all benchmarks: a line a figure, build/bench/results.json and plots (BENCH=NAME: one)
	$(QUIET)$(MAKE) --no-print-directory all
	$(QUIET)BUILD=$(BUILD) bench/run.sh $(BENCH)

TESTS += test-figures
.PHONY: test-figures
test-figures: all ## cheap exact figures against their limits (bench/figures.txt); the form of results.json
	$(QUIET)BUILD=$(BUILD) bench/limits.sh
