# SPDX-License-Identifier: BSD-3-Clause
EEMI_TEST := $(BUILD)/services/test/eemi
EEMI_SRC := services/eemi/eemi.c services/eemi/query.c services/eemi/test/test_eemi.c

$(EEMI_TEST): $(EEMI_SRC) services/eemi/eemi.h abi/xilinx/eemi.h abi/bulkhead/eemi.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(EEMI_SRC) -lcmocka -o $@

TESTS += test-eemi
.PHONY: test-eemi
test-eemi: $(EEMI_TEST) ## platform management firmware: what is a VM's own has a state, all else isn't there
	$(QUIET)tests/kit/units.sh $<
