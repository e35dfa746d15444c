/* SPDX-License-Identifier: BSD-3-Clause */
/* System Control and Power Interface 1.2 (Arm DUI 0922): the commands for sensors. */
#pragma once
#include <stdint.h>

#define SCPI_COMPATIBLE "arm,scpi"	   /* Linux, bindings/arm/arm,scpi */
#define SCPI_SENSORS	"arm,scpi-sensors" /* … its node for sensors */
#define SCPI_SHARED	"arm,scp-shmem"	   /* … and its memory */

/*
 * The memory of a link: in the first half lies the platform's last message, in the second one the client's. The client sets bit 0 of
 * the mailbox when its message is there, and the platform does the same.
 */
struct scpi_message {
	uint32_t command;
	uint32_t status; /* of an answer */
	uint32_t payload[];
};
#define SCPI_SLOT    1u	  /* the mailbox's bit */
#define SCPI_PAYLOAD 256u /* bytes, at most */

#define SCPI_ID(command)   ((command)&0x7f)
#define SCPI_SIZE(command) ((command) >> 16 & 0x1ff) /* bytes of the payload */
#define SCPI_ECHOED	   0xffffu		     /* id, set and token come back in the answer */
#define SCPI_COMMAND(id, token, size) \
	((uint32_t)(id) | (uint32_t)(token) << 8 | (uint32_t)(size) << 16)

#define SCPI_CAPABILITIES	 0x02u
#define SCPI_SENSOR_CAPABILITIES 0x15u
#define SCPI_SENSOR_INFO	 0x16u
#define SCPI_SENSOR_VALUE	 0x17u

#define SCPI_VERSION 0x10002u /* 1.2 */

/* Status of an answer. */
#define SCPI_SUCCESS	 0u
#define SCPI_ERR_SIZE	 3u
#define SCPI_ERR_RANGE	 6u
#define SCPI_ERR_SUPPORT 10u
#define SCPI_ERR_DEVICE	 11u
#define SCPI_ERR_BUSY	 12u

/* Classes of sensors; the unit of a value is that of Linux's hwmon. */
#define SCPI_TEMPERATURE 0u /* 1/1000 degree Celsius, signed */
#define SCPI_VOLTAGE	 1u /* mV */
#define SCPI_CURRENT	 2u /* mA */
#define SCPI_POWER	 3u /* uW */
#define SCPI_ENERGY	 4u /* uJ */
