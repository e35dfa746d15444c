/* SPDX-License-Identifier: BSD-3-Clause */
/* Running a program that was made for Linux on arm64, as it is. */
#pragma once

/** Run the program of this path; never returns: the program ends the machine. Says on the console why it
 * can't, and ends it then with status 127, as shells do.
 * @param argv  its arguments, ended by NULL
 * @param envp  its environment, likewise */
_Noreturn void program_run(const char *path, char **argv, char **envp);
