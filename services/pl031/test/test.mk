# SPDX-License-Identifier: BSD-3-Clause
PL031_TEST := $(BUILD)/services/test/pl031
PL031_SRC := services/pl031/rtc.c services/pl031/test/test_rtc.c

$(PL031_TEST): $(PL031_SRC) $(wildcard services/pl031/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(PL031_SRC) -lcmocka -o $@

TESTS += test-pl031
.PHONY: test-pl031
test-pl031: $(PL031_TEST) ## PL031: unit tests of its registers
	$(QUIET)tests/kit/units.sh $<
