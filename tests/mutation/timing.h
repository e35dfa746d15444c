/* SPDX-License-Identifier: BSD-3-Clause */
/* Compares the response-time analysis with values worked out by hand. */
#pragma once

/* Prints what is wrong; returns the number of wrong answers. */
unsigned timing_check(void);
