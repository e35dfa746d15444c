# SPDX-License-Identifier: BSD-3-Clause
TRNG_TEST := $(BUILD)/services/test/trng
TRNG_SRC := services/trng/trng.c services/trng/entropy_pool.c services/trng/test/test_trng.c

$(TRNG_TEST): $(TRNG_SRC) $(wildcard services/trng/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(TRNG_SRC) -lcmocka -o $@

TESTS += test-trng
.PHONY: test-trng
test-trng: $(TRNG_TEST) ## TRNG: unit tests of the interface and the pool
	@timeout 60 $< >$<.log 2>&1; status=$$?; \
	ok=$$(grep -c '^\[ *OK' $<.log); bad=$$(grep -c '^\[ *FAILED *\] [a-z_]*$$' $<.log); \
	[ $$status -eq 0 ] || cat $<.log; \
	echo "$$ok passed, $$bad failed"; exit $$status
