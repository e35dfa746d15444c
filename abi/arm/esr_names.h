/* SPDX-License-Identifier: BSD-3-Clause */
/* Meanings of exception classes (DDI 0487, ESR_ELx.EC), for reports; NULL: reserved, or not used here. */
#pragma once
#include <arm/esr.h>

static const char *const esr_class_names[64] = {
    [ESR_EC_UNKNOWN] = "unknown reason",
    [ESR_EC_WFX] = "WFI or WFE",
    [ESR_EC_FP] = "FP or SIMD access",
    [ESR_EC_PAC] = "pointer authentication",
    [ESR_EC_ILLEGAL_STATE] = "illegal execution state",
    [ESR_EC_SVC32] = "SVC (AArch32)",
    [ESR_EC_SVC64] = "SVC",
    [ESR_EC_HVC64] = "HVC",
    [ESR_EC_SMC64] = "SMC",
    [ESR_EC_SYSREG] = "system register access",
    [ESR_EC_SVE] = "SVE access",
    [ESR_EC_INSTRUCTION_ABORT_LOWER] = "instruction abort",
    [ESR_EC_INSTRUCTION_ABORT_SAME] = "instruction abort",
    [ESR_EC_PC_ALIGNMENT] = "misaligned PC",
    [ESR_EC_DATA_ABORT_LOWER] = "data abort",
    [ESR_EC_DATA_ABORT_SAME] = "data abort",
    [ESR_EC_SP_ALIGNMENT] = "misaligned SP",
    [ESR_EC_SERROR] = "SError",
    [ESR_EC_BREAKPOINT_LOWER] = "breakpoint",
    [ESR_EC_WATCHPOINT_LOWER] = "watchpoint",
    [ESR_EC_BRK64] = "BRK",
};
