/* SPDX-License-Identifier: BSD-3-Clause */
/* Replaces the file that redis's makefile generates from its version control. */
#define REDIS_GIT_SHA1	   "00000000"
#define REDIS_GIT_DIRTY	   "0"
#define REDIS_BUILD_ID	   "skiff"
#define REDIS_BUILD_ID_RAW "skiff"
