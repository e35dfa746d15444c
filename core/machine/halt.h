/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a core that can't go on. */
#pragma once

/* Write one line to the console, as it is, and stop this core. Needs no stack, no memory, no MMU. */
_Noreturn void halt(const char *line);
