/* SPDX-License-Identifier: BSD-3-Clause */
/* A screen's driver that spoils frames, for tests of a watcher. */
#pragma once
#include <stdbool.h>
#include "compose.h"

/** Is frame `frame` frozen: told as shown, and not drawn? */
bool faulty_freezes(uint32_t frame);

/** Spoil the frame that was composed, if it is its turn. */
void faulty_spoil(struct screen *screen);
