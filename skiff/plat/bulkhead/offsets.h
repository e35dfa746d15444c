/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the ABI that assembly needs; machine.c and extension.c check them against the headers. */
#pragma once

#define BOOTINFO_IPA	   0xf000
#define BOOTINFO_STACK_TOP 80
#define NOTE_STACKS	   1
