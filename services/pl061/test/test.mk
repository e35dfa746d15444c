# SPDX-License-Identifier: BSD-3-Clause
PL061_TEST := $(BUILD)/services/test/pl061
PL061_SRC := services/pl061/gpio.c services/pl061/test/test_gpio.c

$(PL061_TEST): $(PL061_SRC) $(wildcard services/pl061/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(PL061_SRC) -lcmocka -o $@

TESTS += test-pl061
.PHONY: test-pl061
test-pl061: $(PL061_TEST) ## PL061: unit tests of its registers
	$(QUIET)tests/kit/units.sh $<
