/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said before each of redis' sources. */
#pragma once
#ifndef __ASSEMBLER__
#include <pthread.h>
/* Its threads for work in the background ask for 4 MiB of stack each, which are mapped whole here. */
#define pthread_attr_setstacksize(attributes, size) \
	((void)(size), (pthread_attr_setstacksize)(attributes, 65536))
#endif
