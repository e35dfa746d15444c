# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c drive.c sensors.c nmea.c port.c queue.c server.c property.c
