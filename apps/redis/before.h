/* SPDX-License-Identifier: BSD-3-Clause */
/* Is included before each source file of redis. */
#pragma once
#ifndef __ASSEMBLER__
#include <pthread.h>
/* Redis's background threads ask for stacks of 4 MiB each. Here a stack is mapped as a whole, so they get less. */
#define pthread_attr_setstacksize(attributes, size) \
	((void)(size), (pthread_attr_setstacksize)(attributes, 65536))
#endif
