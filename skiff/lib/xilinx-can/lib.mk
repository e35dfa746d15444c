# SPDX-License-Identifier: BSD-3-Clause
srcs-y := can.c access.c
tests-y := test/can.c test/model.c
