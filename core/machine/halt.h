/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a core that can't go on. */
#pragma once

/* One line on the console, as it is, then this core stops. It needs no stack, no memory, no MMU. */
_Noreturn void halt(const char *line);
