/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file. */
#pragma once
#include <skiff/posix/file.h>

/** Its operations; any number of files may have them. */
extern const struct file_ops terminal_ops;
