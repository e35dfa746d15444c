/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the ABI that assembly needs; default.c checks them against the ABI's headers. */
#pragma once

#define SVC_REPLY     0
#define ACTION_RESUME 0
