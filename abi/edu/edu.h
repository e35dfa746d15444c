/* SPDX-License-Identifier: BSD-3-Clause */
/* QEMU's edu device (docs/specs/edu.rst there), which copies between memory and a buffer of its own. */
#pragma once

#define EDU_ID		  0x00
#define EDU_SOURCE	  0x80
#define EDU_TARGET	  0x88
#define EDU_COUNT	  0x90
#define EDU_RUN		  0x98
#define EDU_RUN_START	  1u
#define EDU_RUN_TO_MEMORY 2u
#define EDU_BUFFER	  0x40000ull  /* the device's address of its own buffer */
#define EDU_US		  100000u     /* it waits before it copies */
#define EDU_IS		  0x010000edu /* its EDU_ID */
