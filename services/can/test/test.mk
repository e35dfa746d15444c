# SPDX-License-Identifier: BSD-3-Clause
CAN_GATE_TEST := $(BUILD)/services/test/can-gate
CAN_GATE_SRC := services/can/gate.c services/can/test/test_gate.c

$(CAN_GATE_TEST): $(CAN_GATE_SRC) services/can/gate.h abi/bulkhead/can.h skiff/include/skiff/can_port.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi -Iskiff/include $(CAN_GATE_SRC) -lcmocka -o $@

TESTS += test-can-gate
.PHONY: test-can-gate
test-can-gate: $(CAN_GATE_TEST) ## gate between ports and a CAN controller: hostile peers, a wire with any frame
	$(QUIET)tests/kit/units.sh $<
