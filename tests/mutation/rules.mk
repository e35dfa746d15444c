# SPDX-License-Identifier: BSD-3-Clause
# The verifier's tests: mutations of synthetic and real images, fuzzing, cost.

MUTATION := $(BUILD)/tests/mutation
VERIFY_SOURCES := $(filter-out compiler/verify/facts.c,$(wildcard compiler/verify/*.c))
MUTATION_SOURCES := $(filter-out tests/mutation/fuzz.c,$(wildcard tests/mutation/*.c)) $(VERIFY_SOURCES)
MUTATION_CFLAGS := $(HOST_CFLAGS) -Icompiler/verify
MUTATION_OBJECTS := $(patsubst %.c,$(MUTATION)/%.o,$(MUTATION_SOURCES))
FUZZ_CC ?= clang
# Systems of the repository whose images are broken too.
MUTATION_SYSTEMS ?= $(wildcard systems/*.dts)

$(MUTATION)/%.o: %.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(MUTATION_CFLAGS) $(SANITIZE) -c -o $@ $<

$(MUTATION)/mutation: $(MUTATION_OBJECTS)
	$(QUIET)$(HOSTCC) $(SANITIZE) -o $@ $(MUTATION_OBJECTS)

# Not instrumented, for the cost of verification.
$(MUTATION)/synthetic: $(MUTATION_SOURCES)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -MMD -MP,$(MUTATION_CFLAGS)) -o $@ $(MUTATION_SOURCES)

$(MUTATION)/fuzz: tests/mutation/fuzz.c $(VERIFY_SOURCES) $(wildcard compiler/verify/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(FUZZ_CC) -std=c11 -O1 -g -D_GNU_SOURCE -Iabi -Icompiler/verify \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $(filter %.c,$^)

TESTS += test-mutation
.PHONY: test-mutation test-fuzz-verify bench-verify
test-mutation: all $(MUTATION)/mutation ## break good images in every known way: all of it must be caught
	$(QUIET)tests/mutation/run.sh $(BUILD) $(MUTATION_SYSTEMS)

FUZZ_SECONDS ?= 30
test-fuzz-verify: $(MUTATION)/fuzz $(MUTATION)/mutation ## the verifier on damaged images, with sanitizers
	$(QUIET)mkdir -p $(MUTATION)/corpus && $(MUTATION)/mutation -w $(MUTATION)/corpus/good
	$(QUIET)$(MUTATION)/fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=262144 -timeout=10 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix=$(MUTATION)/ $(MUTATION)/corpus

BENCHES += bench-verify
bench-verify: $(MUTATION)/synthetic $(BUILD)/bulkhead ## cost of verification at three sizes
	$(QUIET)tests/mutation/cost.sh $(BUILD)

-include $(MUTATION_OBJECTS:.o=.d)

TESTS += test-tools
.PHONY: test-tools
test-tools: all ## the host tool's commands as their user meets them
	$(QUIET)tests/tools/run.sh $(BUILD)
