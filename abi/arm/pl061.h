/* SPDX-License-Identifier: BSD-3-Clause */
/* PL061, a GPIO controller of eight lines (Arm DDI 0190): registers, of 8 bits each, at multiples of 4. */
#pragma once

#define PL061_LINES 8u

#define PL061_DATA    0x000u /* … 0x3fc: bits 9:2 of the address are a mask of lines (3.3.1) */
#define PL061_DIR     0x400u /* 1: an output */
#define PL061_IS      0x404u /* 1: interrupts by level */
#define PL061_IBE     0x408u /* 1: by both edges */
#define PL061_IEV     0x40cu /* 1: by the rising edge, or the high level */
#define PL061_IE      0x410u /* 1: interrupts of the line are passed on */
#define PL061_RIS     0x414u
#define PL061_MIS     0x418u
#define PL061_IC      0x41cu
#define PL061_AFSEL   0x420u /* 1: hardware controls the line */
#define PL061_ID      0xfe0u /* … 0xffc: PrimeCell's identification, a byte each (3.3.13) */
#define PL061_ID_SIZE 8u
