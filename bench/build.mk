# SPDX-License-Identifier: BSD-3-Clause
# Benchmarks: the probe guest.

PROBE_OBJECTS := $(BUILD)/bench/probe/start.o $(BUILD)/bench/probe/probe.o

$(BUILD)/bench/probe/start.o: bench/probe/start.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(TARGET_CFLAGS)) -c -o $@ $<

$(BUILD)/bench/probe/probe.o: bench/probe/probe.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(TARGET_CFLAGS) -c -o $@ $<

$(BUILD)/bench/probe.elf: $(PROBE_OBJECTS) bench/probe/probe.ld
	$(QUIET)$(CROSS_LD) --build-id=none -z max-page-size=4096 --no-warn-rwx-segments \
		-T bench/probe/probe.ld -o $@ $(PROBE_OBJECTS)

$(BUILD)/bench/probe/noop.o: bench/probe/noop.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(TARGET_CFLAGS)) -c -o $@ $<
$(BUILD)/bench/noop.elf: $(BUILD)/bench/probe/noop.o tests/extension/leak.ld
	$(QUIET)$(CROSS_LD) --build-id=none -z max-page-size=4096 -T tests/extension/leak.ld -o $@ $<

ALL += $(BUILD)/bench/probe.elf $(BUILD)/bench/noop.elf
-include $(PROBE_OBJECTS:.o=.d)

# `make bench` runs all of them, `make bench BENCH=name` one.
.PHONY: bench
bench: ## all benchmarks: a line a figure, build/bench/results.json and plots (BENCH=core|boot|size|skiff|linux|ecu|density|tee)
	$(QUIET)$(MAKE) --no-print-directory all
	$(QUIET)BUILD=$(BUILD) bench/run.sh $(BENCH)
