/* SPDX-License-Identifier: BSD-3-Clause */
/* Debian's build makes a header of this name; it tells where compiled modules lie: there are none. */
#pragma once
#define DEB_HOST_MULTIARCH "skiff"
