# SPDX-License-Identifier: BSD-3-Clause
srcs-y := ecu.c task.c control.c report.c
