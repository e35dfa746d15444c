/* SPDX-License-Identifier: BSD-3-Clause */
/* For units that need sysreg.h on the host for its device accesses alone. */
#pragma once
