# SPDX-License-Identifier: BSD-3-Clause
# The verifier's tests: mutations of synthetic and real images, cost.

MUTATION := $(BUILD)/tests/mutation
VERIFY_SOURCES := compiler/sha256.c $(filter-out compiler/verify/facts.c compiler/verify/boot_image.c,$(wildcard compiler/verify/*.c))
MUTATION_SOURCES := $(wildcard tests/mutation/*.c) $(VERIFY_SOURCES)
MUTATION_CFLAGS := $(HOST_CFLAGS) -Icompiler/verify
MUTATION_OBJECTS := $(patsubst %.c,$(MUTATION)/%.o,$(MUTATION_SOURCES))
# Systems of the repository whose images are broken, too. Images for other boards differ only in addresses.
MUTATION_SYSTEMS ?= $(filter-out systems/board-%,$(wildcard systems/*.dts)) tests/cases/smmu/edu/system.dts tests/cases/smmu/disk/system.dts tests/cases/device/scmi/system.dts

$(MUTATION)/%.o: %.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(MUTATION_CFLAGS) $(SANITIZE) -c -o $@ $<

$(MUTATION)/mutation: $(MUTATION_OBJECTS)
	$(QUIET)$(HOSTCC) $(SANITIZE) -o $@ $(MUTATION_OBJECTS) -lfdt

# Built without instrumentation, to measure the cost of verification.
$(MUTATION)/synthetic: $(MUTATION_SOURCES)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -MMD -MP,$(MUTATION_CFLAGS)) -o $@ $(MUTATION_SOURCES) -lfdt

TESTS += test-mutation
.PHONY: test-mutation bench-verify
test-mutation: all $(MUTATION)/mutation ## break good images in every known way: all of it must be caught
	$(QUIET)tests/mutation/run.sh $(BUILD) $(MUTATION_SYSTEMS)

# Faults in the compiler itself, one at a time: a bounded number in `make test`, and any number by hand.
FAULTS ?= 10
SEED ?= 1
$(MUTATION)/faults/faults: tests/mutation/faults/faults.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -MMD -MP,$(HOST_CFLAGS)) $(SANITIZE) -o $@ $<

TESTS += test-compiler-faults
.PHONY: test-compiler-faults
test-compiler-faults: all $(COMPILER_TEST_IMAGES) $(MUTATION)/faults/faults ## put faults into the compiler: the verifier must find each (FAULTS=N SEED=N)
	$(QUIET)tests/mutation/faults/run.sh $(BUILD) $(FAULTS) $(SEED)

BENCHES += bench-verify
bench-verify: $(MUTATION)/synthetic $(BUILD)/bulkhead ## cost of verification at three sizes
	$(QUIET)tests/mutation/cost.sh $(BUILD)

-include $(MUTATION_OBJECTS:.o=.d)

TESTS += test-tools
.PHONY: test-tools
test-tools: all ## the host tool's commands as their user meets them
	$(QUIET)tests/tools/run.sh $(BUILD)
