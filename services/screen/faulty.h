/* SPDX-License-Identifier: BSD-3-Clause */
/* A screen's driver that spoils frames, for tests of a watcher. */
#pragma once
#include <stdbool.h>
#include "compose.h"

/** Is frame `frame` frozen: reported as shown, but not drawn? */
bool faulty_freezes(uint32_t frame);

/** Spoil the composed frame if its turn has come. */
void faulty_spoil(struct screen *screen);
