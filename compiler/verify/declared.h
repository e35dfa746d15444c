/* SPDX-License-Identifier: BSD-3-Clause */
/* The declarations of an image. */
#pragma once
#include "system.h"

/* Reads the declarations; false, with findings, if they can't be used. */
bool declarations_read(struct system *system);
