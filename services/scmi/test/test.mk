# SPDX-License-Identifier: BSD-3-Clause
SCMI_TEST := $(BUILD)/services/test/scmi
SCMI_SRC := services/scmi/scmi.c services/scmi/protocols.c services/scmi/test/test_scmi.c

$(SCMI_TEST): $(SCMI_SRC) $(wildcard services/scmi/*.h) abi/arm/scmi.h abi/bulkhead/scmi.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(SCMI_SRC) -lcmocka -lpthread -o $@

TESTS += test-scmi
.PHONY: test-scmi
test-scmi: $(SCMI_TEST) ## SCMI: unit tests of the platform, hostile messages
	$(QUIET)tests/kit/units.sh $<
