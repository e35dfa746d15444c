/* SPDX-License-Identifier: BSD-3-Clause */
/* Declares one more stack than its memory has room for. */
#define STACKS 3
#include "skiff.S"
