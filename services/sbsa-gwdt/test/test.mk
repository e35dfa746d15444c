# SPDX-License-Identifier: BSD-3-Clause
SBSA_GWDT_TEST := $(BUILD)/services/test/sbsa-gwdt
SBSA_GWDT_SRC := services/sbsa-gwdt/gwdt.c services/sbsa-gwdt/test/test_gwdt.c

$(SBSA_GWDT_TEST): $(SBSA_GWDT_SRC) $(wildcard services/sbsa-gwdt/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(SBSA_GWDT_SRC) -lcmocka -o $@

TESTS += test-sbsa-gwdt
.PHONY: test-sbsa-gwdt
test-sbsa-gwdt: $(SBSA_GWDT_TEST) ## watchdog: unit tests of its registers
	$(QUIET)tests/kit/units.sh $<
