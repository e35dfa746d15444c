/* SPDX-License-Identifier: BSD-3-Clause */
/* The built-in trusted applications. */
#include "session.h"

extern const struct ta ta_hello, ta_random, ta_aes, ta_storage, ta_bench, ta_devices;

const struct ta *const ta_list[] = {&ta_hello,	 &ta_random, &ta_aes,
				    &ta_storage, &ta_bench,  &ta_devices};
const unsigned int ta_count = sizeof(ta_list) / sizeof(ta_list[0]);
