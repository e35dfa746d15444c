# SPDX-License-Identifier: BSD-3-Clause
SCPI_TEST := $(BUILD)/services/test/scpi
SCPI_SRC := services/scpi/scpi.c services/scpi/mhu.c services/scpi/test/test_scpi.c

$(SCPI_TEST): $(SCPI_SRC) $(wildcard services/scpi/*.h) abi/arm/scpi.h abi/arm/mhu.h abi/bulkhead/sensors.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(SCPI_SRC) -lcmocka -o $@

TESTS += test-scpi
.PHONY: test-scpi
test-scpi: $(SCPI_TEST) ## sensors by SCPI: a hostile client, and a hostile writer of values
	$(QUIET)tests/kit/units.sh $<
