# SPDX-License-Identifier: BSD-3-Clause
# Devices whose parts die at any instruction.
$(T)/torture/killer: tests/torture/killer.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -M%,$(HOST_CFLAGS)) -o $@ $<

TESTS += test-torture
.PHONY: test-torture
test-torture: all $(T)/torture/killer $(T)/disk.img ## back ends and drivers die at chosen instructions, in small
	$(QUIET)BUILD=$(BUILD) tests/torture/run.sh short

# Not part of `make test`, since it takes hours. ONLY=WORD: only runs whose title contains WORD.
.PHONY: torture-devices
torture-devices: all $(T)/torture/killer $(T)/disk.img ## … at each instruction of each kind of request, and at 1,000 random ones
	$(QUIET)BUILD=$(BUILD) tests/torture/run.sh long '$(ONLY)'
