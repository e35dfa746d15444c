# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c lamps.c watch.c
