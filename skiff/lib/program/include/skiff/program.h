/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs an unmodified program for Linux on arm64. */
#pragma once

/** Run the program of this path; never returns: the program ends the machine. If it can't be run, the reason is printed and the
 * machine ends with status 127, as in shells.
 * @param argv  its arguments, ended by NULL
 * @param envp  its environment, likewise */
_Noreturn void program_run(const char *path, char **argv, char **envp);
