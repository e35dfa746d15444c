# SPDX-License-Identifier: BSD-3-Clause
srcs-y := fuzz.c blk.c rng.c net.c vsock.c console.c gpu.c input.c snd.c
cflags-y := -Ilib/virtio-mmio/test -Ilib/switch-port/test -Ilib/virtio-vsock-device/test
