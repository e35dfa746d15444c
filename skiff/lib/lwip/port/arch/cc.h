/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP needs to know about compiler and machine. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/assert.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_UNISTD_H   1
#define LWIP_NO_CTYPE_H	   1
#define SSIZE_MAX	   PTRDIFF_MAX
typedef ptrdiff_t ssize_t;

#define LWIP_PLATFORM_DIAG(x)	((void)0)
#define LWIP_PLATFORM_ASSERT(x) panic("lwIP: %s", x)

unsigned int net_random(void);
#define LWIP_RAND() net_random()

unsigned short net_checksum(const void *data, int size);
#define LWIP_CHKSUM net_checksum
