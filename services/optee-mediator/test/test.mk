# SPDX-License-Identifier: BSD-3-Clause
# Host tests of the OP-TEE mediator: unit tests, two cores at once, and a bounded fuzz run, all under
# sanitizers and against the same model of the secure world.

MEDIATOR := services/optee-mediator
MEDIATOR_TEST := $(BUILD)/services/test/mediator
MEDIATOR_SRC := $(addprefix $(MEDIATOR)/,mediator.c call.c message.c rpc.c list.c ledger.c registry.c release.c \
	setup.c)
MEDIATOR_UNIT := $(patsubst %,$(MEDIATOR)/test/test_%.c,mediator messages registrations release rpc)
MEDIATOR_DEPS := $(MEDIATOR_SRC) $(wildcard $(MEDIATOR)/*.h $(MEDIATOR)/test/*.[ch]) \
	$(MEDIATOR)/test/test.mk
# Kept data lies in a section that C can name, since the tests break it.
MEDIATOR_FLAGS := '-DPLATFORM_KEPT=__attribute__((section("kept")))' -DPLATFORM_KEPT_PAGES=PLATFORM_KEPT -std=c11 $(WARNINGS) -O1 -g -Iabi -D_GNU_SOURCE -fno-sanitize-recover=all
MEDIATOR_FUZZ_RUNS ?= 30000
CLANG ?= clang

$(MEDIATOR_TEST)/unit: $(MEDIATOR_DEPS)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(MEDIATOR_FLAGS) -fsanitize=address,undefined $(MEDIATOR_SRC) \
		$(addprefix $(MEDIATOR)/test/,model.c model_life.c) $(MEDIATOR_UNIT) -lcmocka -o $@

$(MEDIATOR_TEST)/cores: $(MEDIATOR_DEPS)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(MEDIATOR_FLAGS) -fsanitize=thread $(MEDIATOR_SRC) \
		$(MEDIATOR)/test/test_cores.c -lpthread -o $@

$(MEDIATOR_TEST)/fuzz: $(MEDIATOR_DEPS)
	@mkdir -p $(@D)
	$(QUIET)$(CLANG) $(MEDIATOR_FLAGS) -fsanitize=fuzzer,address,undefined $(MEDIATOR_SRC) \
		$(addprefix $(MEDIATOR)/test/,model.c model_life.c) $(MEDIATOR)/test/fuzz_mediator.c -o $@

TESTS += test-mediator
.PHONY: test-mediator fuzz-mediator
test-mediator: $(addprefix $(MEDIATOR_TEST)/,unit cores fuzz) ## OP-TEE mediator: host tests and fuzzing
	@MEDIATOR_FUZZ_RUNS=$(MEDIATOR_FUZZ_RUNS) $(MEDIATOR)/test/run.sh $(MEDIATOR_TEST)

fuzz-mediator: $(MEDIATOR_TEST)/fuzz ## OP-TEE mediator: fuzz for 10 minutes, new inputs in the build folder
	@mkdir -p $(MEDIATOR_TEST)/corpus
	$(MEDIATOR_TEST)/fuzz -max_total_time=600 -max_len=400 \
		-artifact_prefix=$(MEDIATOR_TEST)/ $(MEDIATOR_TEST)/corpus $(MEDIATOR)/test/corpus

# An attacker in the mediator's place, for the tests that boot.
HOSTILE_MEDIATOR := $(BUILD)/tests/tee/hostile-mediator.elf
ALL += $(HOSTILE_MEDIATOR)
.PHONY: hostile-mediator
hostile-mediator:
	@$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/$(MEDIATOR)/test/hostile \
		O=$(abspath $(BUILD))/tests/tee/hostile-mediator
$(HOSTILE_MEDIATOR): hostile-mediator
	@cmp -s $(BUILD)/tests/tee/hostile-mediator/hostile.elf $@ || \
		cp $(BUILD)/tests/tee/hostile-mediator/hostile.elf $@
