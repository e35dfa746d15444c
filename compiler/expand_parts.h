/* SPDX-License-Identifier: BSD-3-Clause */
/* The groups that have a short form: all are read, and their mistakes reported, before anything is added to the tree. */
#pragma once
#include "field.h"

/* Calls a function for each node of the group /NAME, if there is one. */
void expand_each(const void *tree, const char *name, void (*read)(const void *tree, struct node n));

/* /devices stays in the tree, for the verifier. Files are looked for in `build`, then in `folder`. */
void expand_disks_read(const void *tree, const void *machine, const char *build,
		       const char *folder);
void expand_disks_add(void);
/* Name of the VM that drives the device `from` of the board, for all disks that are parts of it. */
const char *expand_disks_driver(const char *from);

/* /can stays in the tree, for the verifier. `machine` is the board's tree, or NULL. */
void expand_can_read(const void *tree, const void *machine);
void expand_can_add(void);

/* Has a channel of /channels a bell for user space? /channels stays in the tree. */
bool expand_channels_any(const void *tree);
void expand_channels_read(const void *tree);
void expand_channels_add(void);

/* /scmi stays in the tree, for the verifier. */
void expand_scmi_read(const void *tree);
void expand_scmi_add(void);

/* /sensors stays in the tree, for the verifier. */
void expand_sensors_read(const void *tree);
void expand_sensors_add(void);

/* /pci stays in the tree, for the verifier. */
void expand_pci_read(const void *tree);
void expand_pci_add(void);

/* Finds VMs with devices of a board whose drivers ask firmware for clocks. machine: the board's tree, or NULL. */
void expand_eemi_read(const void *tree, const void *machine);
void expand_eemi_add(void);

/* /displays stays in the tree, for the verifier. */
void expand_displays_read(const void *tree);
void expand_displays_add(void);

/* /sound stays in the tree, for the verifier. */
void expand_sound_read(const void *tree);
void expand_sound_add(void);

/* /networks stays in the tree, for the verifier. `machine` is the board's tree, or NULL. */
void expand_networks_read(const void *tree, const void *machine);
void expand_networks_add(void);
/* Name of the VM that drives the uplink of the network `name`. */
const char *expand_networks_driver(const char *name);
