/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include <skiff/entropy.h>

/** Mix the platform's entropy into the key. @return false: it has none */
bool entropy_seed(uint32_t seed[8]);

/** What entropy_seed used. */
enum entropy_source entropy_seed_source(void);
