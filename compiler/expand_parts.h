/* SPDX-License-Identifier: BSD-3-Clause */
/* The kinds of things that have a short form: each is read, with its mistakes, before any is added to the tree. */
#pragma once
#include "field.h"

/* Read what is in the group /NAME, if there is one. */
void expand_each(const void *tree, const char *name, void (*read)(const void *tree, struct node n));

/* /devices stays: the verifier holds the image against it. Files are looked for in `build`, then in `folder`. */
void expand_disks_read(const void *tree, const char *build, const char *folder);
void expand_disks_add(void);
/* Name of the VM that drives the device `from` of the board, for all disks that are parts of it. */
const char *expand_disks_driver(const char *from);

/* /can stays, likewise. */
void expand_can_read(const void *tree);
void expand_can_add(void);

/* /channels stays, likewise: some of them have bells for user space. */
bool expand_channels_any(const void *tree);
void expand_channels_read(const void *tree);
void expand_channels_add(void);

/* /scmi stays, likewise. */
void expand_scmi_read(const void *tree);
void expand_scmi_add(void);

/* /pci stays, likewise. */
void expand_pci_read(const void *tree);
void expand_pci_add(void);

/* VMs that own devices of a board whose firmware is asked for clocks: `machine` is the board's tree, or NULL. */
void expand_eemi_read(const void *tree, const void *machine);
void expand_eemi_add(void);

/* /displays stays: the verifier holds the image against it. */
void expand_displays_read(const void *tree);
void expand_displays_add(void);

/* /networks stays: the verifier holds the image against it. `machine` is the board's tree, or NULL. */
void expand_networks_read(const void *tree, const void *machine);
void expand_networks_add(void);
/* Name of the VM that drives the uplink of the network `name`. */
const char *expand_networks_driver(const char *name);
