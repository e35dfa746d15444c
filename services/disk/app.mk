# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c line.c client.c $(if $(CONFIG_DISK_NVME),nvme.c,$(if $(CONFIG_DISK_SDHCI),sdhci.c,virtio.c))
