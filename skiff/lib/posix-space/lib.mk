# SPDX-License-Identifier: BSD-3-Clause
srcs-y := area.c break.c fault.c frame.c map.c table.c
