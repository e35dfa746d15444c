# SPDX-License-Identifier: BSD-3-Clause
srcs-y := lane.c
tests-y := test/lane.c
