# SPDX-License-Identifier: BSD-3-Clause
MIXER_TEST := $(BUILD)/services/test/mixer
MIXER_SRC := services/mixer/mix.c services/mixer/test/test_mix.c

$(MIXER_TEST): $(MIXER_SRC) $(wildcard services/mixer/*.h) abi/bulkhead/sound.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(MIXER_SRC) -lcmocka -o $@

TESTS += test-mixer
.PHONY: test-mixer
test-mixer: $(MIXER_TEST) ## the mixer: unit tests of its sums
	$(QUIET)tests/kit/units.sh $<
