/* SPDX-License-Identifier: BSD-3-Clause */
#error \
    "trng has no source of entropy: set CONFIG_TRNG_RNDR, CONFIG_TRNG_SECURE or CONFIG_TRNG_VIRTIO, \
whichever the board has"
