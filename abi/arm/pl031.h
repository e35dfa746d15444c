/* SPDX-License-Identifier: BSD-3-Clause */
/* PrimeCell Real Time Clock PL031 (Arm DDI 0224, chapter 3): register offsets and bits. */
#pragma once

#define PL031_SIZE 0x1000u

#define PL031_DR   0x000u /* data: the running seconds */
#define PL031_MR   0x004u /* match: seconds of the alarm */
#define PL031_LR   0x008u /* load: sets the seconds */
#define PL031_CR   0x00cu
#define PL031_IMSC 0x010u
#define PL031_RIS  0x014u
#define PL031_MIS  0x018u
#define PL031_ICR  0x01cu
#define PL031_ID   0xfe0u /* PeriphID0 to 3, then PCellID0 to 3 */

#define PL031_CR_START 1u /* only a reset clears it */
#define PL031_INT      1u /* of IMSC, RIS, MIS, ICR: the alarm */
