# SPDX-License-Identifier: BSD-3-Clause
# SQLite without its shell, and built as apps/sqlite builds it.
include $(ROOT)/apps/sqlite/app.mk
srcs-y := $(sqlite)/sqlite3.c insert.c
