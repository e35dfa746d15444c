#!/bin/sed -f
# SPDX-License-Identifier: BSD-3-Clause
# For doxygen: the comment at the head of a file documents it, one behind code the code on its line, one
# at the start of a line what follows.
1d
2s|^/\* *|/** @file\n|
/^[[:space:]]*[/*]/!s|\([;,{a-zA-Z0-9_()]\)[[:space:]]\{1,\}/\* |\1 /**< |
s|^/\* \([A-Z]\)|/** \1|
