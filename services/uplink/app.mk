# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c frames.c $(if $(CONFIG_UPLINK_E1000E),e1000e.c,$(if $(CONFIG_UPLINK_GEM),gem.c,virtio.c))
