/* SPDX-License-Identifier: BSD-3-Clause */
/* The file of services/uplink that is tested, unchanged. */
#include "../../../services/uplink/frames.c" /* NOLINT(bugprone-suspicious-include) */
