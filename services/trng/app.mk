# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c trng.c
srcs-$(CONFIG_TRNG_NONE) += source_none.c
srcs-$(CONFIG_TRNG_RNDR) += source_rndr.c
srcs-$(CONFIG_TRNG_SECURE) += source_secure.c
srcs-$(CONFIG_TRNG_VIRTIO) += source_virtio.c entropy_pool.c
