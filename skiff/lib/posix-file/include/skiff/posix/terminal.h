/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file. */
#pragma once
#include <skiff/posix/file.h>

/** The console's operations, for any number of files. */
extern const struct file_ops terminal_ops;
