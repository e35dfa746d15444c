# SPDX-License-Identifier: BSD-3-Clause
srcs-y += bench.c
global-incdirs-y += . ../../../abi
