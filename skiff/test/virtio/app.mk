# SPDX-License-Identifier: BSD-3-Clause
srcs-y := virtio.c blk.c rng.c
