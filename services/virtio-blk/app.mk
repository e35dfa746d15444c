# SPDX-License-Identifier: BSD-3-Clause
srcs-y := $(if $(CONFIG_VIRTIO_BLK_LANE),lane.c,memory.c)
