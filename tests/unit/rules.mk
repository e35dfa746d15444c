# SPDX-License-Identifier: BSD-3-Clause
# Unit tests of the core, on the host against a fake architecture. The sources that one needs, as seen from core/, stand
# in its line `/* sources: ... */`.
CORE_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
TESTS += test-core

$(BUILD)/tests/unit/%: tests/unit/%.c $(wildcard tests/unit/fake/*) $(wildcard core/*/*.[ch]) $(wildcard abi/bulkhead/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -M%,$(HOST_CFLAGS)) $(SANITIZE) -DBULKHEAD_CORE -Icore -Itests/unit/fake -o $@ $< \
		$$(sed -n 's,^/\* sources: \(.*\) \*/,\1,p' $< | sed 's,[^ ]*,core/&,g') -lcmocka

.PHONY: test-core
test-core: $(CORE_TESTS) ## unit tests of the core on the host
	$(QUIET)tests/kit/units.sh $(CORE_TESTS)
