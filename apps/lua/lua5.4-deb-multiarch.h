/* SPDX-License-Identifier: BSD-3-Clause */
/* Debian's build makes a header of this name, which says where compiled modules lie. Here there are no such modules. */
#pragma once
#define DEB_HOST_MULTIARCH "skiff"
