# SPDX-License-Identifier: BSD-3-Clause
TRNG_TEST := $(BUILD)/services/test/trng
TRNG_SRC := services/trng/trng.c services/trng/entropy_pool.c services/trng/test/test_trng.c

$(TRNG_TEST): $(TRNG_SRC) $(wildcard services/trng/*.h)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi $(TRNG_SRC) -lcmocka -o $@

TESTS += test-trng
.PHONY: test-trng
test-trng: $(TRNG_TEST) ## TRNG: unit tests of the interface and the pool
	$(QUIET)tests/kit/units.sh $<
