/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../arch/arm64/context.c"
