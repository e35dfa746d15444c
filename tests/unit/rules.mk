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
	@failed=0; for t in $(CORE_TESTS); do timeout 120 $$t >$$t.log 2>&1 || { failed=$$((failed + 1)); cat $$t.log; }; done; \
		passed=$$(cat $(CORE_TESTS:%=%.log) | grep -c '^\[       OK'); \
		wrong=$$(cat $(CORE_TESTS:%=%.log) | grep '^\[  FAILED  \] [a-z]' | sort -u | wc -l); \
		[ $$failed = 0 ] || [ $$wrong != 0 ] || wrong=$$failed; \
		echo "core: $$passed passed, $$wrong failed"; [ $$failed = 0 ]
