/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../entropy_pool.h"
#include "../trng.h"

const uint32_t source_uuid[4] = {1, 2, 3, 4};
static bool dry;
static unsigned int taken;

int source_init(void)
{
	return 0;
}

bool source_words(uint64_t *words, unsigned int count)
{
	taken = count;
	for (unsigned int i = 0; i < count && !dry; i++)
		words[i] = ~(uint64_t)i;
	return !dry;
}

static uint64_t x[8];

static int64_t call(uint32_t function, uint64_t x1)
{
	x[0] = function, x[1] = x1;
	x[2] = x[3] = 0x55;
	trng_smc(x);
	return (int64_t)x[0];
}

static void discovery(void **state)
{
	(void)state;
	assert_int_equal(call(TRNG_VERSION, 0), 0x10000);
	assert_int_equal(call(TRNG_FEATURES, TRNG_RND32), TRNG_SUCCESS);
	assert_int_equal(call(TRNG_FEATURES, TRNG_RND64), TRNG_SUCCESS);
	assert_int_equal(call(TRNG_FEATURES, TRNG_LAST), TRNG_NOT_SUPPORTED);
	assert_int_equal(call(TRNG_LAST, 0), TRNG_NOT_SUPPORTED);
	assert_int_equal(call(TRNG_GET_UUID, 0), 1);
	assert_int_equal(x[3], 4);
}

static void only_the_bits_asked_for_are_set(void **state)
{
	(void)state;
	assert_int_equal(call(TRNG_RND64, 192), TRNG_SUCCESS);
	assert_int_equal(x[3], ~0ull);
	assert_int_equal(x[2], ~1ull);
	assert_int_equal(x[1], ~2ull);
	assert_int_equal(call(TRNG_RND64, 65), TRNG_SUCCESS);
	assert_int_equal(taken, 2);
	assert_int_equal(x[3], ~0ull);
	assert_int_equal(x[2], 0);
	assert_int_equal(x[1], 0);
	assert_int_equal(call(TRNG_RND32, 40), TRNG_SUCCESS);
	assert_int_equal(x[3], 0xffffffff);
	assert_int_equal(x[2], 0xfe);
	assert_int_equal(call(TRNG_RND64, 1), TRNG_SUCCESS);
	assert_int_equal(taken, 1);
	assert_int_equal(x[3], 1);
}

static void sizes_out_of_range_are_refused(void **state)
{
	(void)state;
	assert_int_equal(call(TRNG_RND64, 0), TRNG_INVALID_PARAMETERS);
	assert_int_equal(call(TRNG_RND64, 193), TRNG_INVALID_PARAMETERS);
	assert_int_equal(call(TRNG_RND64, 1ull << 32), TRNG_INVALID_PARAMETERS);
	assert_int_equal(call(TRNG_RND32, 97), TRNG_INVALID_PARAMETERS);
	assert_int_equal(x[1] | x[2] | x[3], 0);
}

static void a_dry_source_is_said_so(void **state)
{
	(void)state;
	dry = true;
	assert_int_equal(call(TRNG_RND64, 64), TRNG_NO_ENTROPY);
	assert_int_equal(x[1] | x[2] | x[3], 0);
	dry = false;
}

static void the_pool_gives_each_word_once(void **state)
{
	struct entropy_pool pool = {.left = 0};
	uint64_t buffer[ENTROPY_POOL_WORDS], word[TRNG_WORDS];

	(void)state;
	for (unsigned int i = 0; i < ENTROPY_POOL_WORDS; i++)
		buffer[i] = i + 1;
	assert_false(entropy_pool_take(&pool, word, 1));
	entropy_pool_fill(&pool, buffer, 4 * 8 + 7);
	assert_int_equal(buffer[0], 0);
	assert_true(entropy_pool_take(&pool, word, 3));
	assert_int_equal(word[0], 4);
	assert_int_equal(pool.words[3], 0);
	assert_false(entropy_pool_take(&pool, word, 3));
	assert_true(entropy_pool_take(&pool, word, 1));
	assert_int_equal(word[0], 1);
	entropy_pool_fill(&pool, buffer, 0xffffffff); /* a device that lies about its size */
	assert_int_equal(pool.left, ENTROPY_POOL_WORDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(discovery),
	    cmocka_unit_test(only_the_bits_asked_for_are_set),
	    cmocka_unit_test(sizes_out_of_range_are_refused),
	    cmocka_unit_test(a_dry_source_is_said_so),
	    cmocka_unit_test(the_pool_gives_each_word_once),
	};
	return cmocka_run_group_tests_name("trng", tests, NULL, NULL);
}
