/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The checks. Each check takes a system that system_read() accepted, and adds its findings to system->findings. The checks
 * below walk_tables() need the result of walk_tables().
 */
#pragma once
#include "system.h"

/* Walks every stage-2 table and the core's own as the MMU would, into system->stage2 and el2. */
void walk_tables(struct system *system);

/* Every mapping against its declaration, and all sharing of physical memory. */
void check_memory(struct system *system);
/* Contents of the file: its segments, and its build of the core. */
void check_build(struct system *system);
/* Boot pages against the tables. */
void check_bootinfo(struct system *system);
/* The core's own translation, guard pages, objects. */
void check_core(struct system *system);
/* The registers that confine each VM. */
void check_registers(struct system *system);
/* What guests may see of the hardware. */
void check_id_registers(struct system *system);
/* VMIDs: distinct, or coloured per CPU. */
void check_vmids(struct system *system);
/* Interrupts and devices: one owner each. */
void check_interrupts(struct system *system);
void check_devices(struct system *system);
/* What devices reach through the SMMU; adds the tables walked to system->tables. */
void check_streams(struct system *system);
/* Routes, activations and the graph of calls. */
void check_routes(struct system *system);
void check_calls(struct system *system);
/* Calls to the secure world. */
void check_secure(struct system *system);
/* Budgets, pinning, priorities. */
void check_schedule(struct system *system);
/* Response times; fills system->responses. */
void check_responses(struct system *system);
/* The manifest, the declarations and the core's header against the description that the image holds. */
void check_description(struct system *system);
void check_described_vms(struct system *system);
void check_described_routes(struct system *system);
void check_described_memory(struct system *system);
void check_described_devices(struct system *system);
void check_described_board(struct system *system);
void check_described_bootinfo(struct system *system);
void check_networks(struct system *system);
void check_disks(struct system *system);
void check_can(struct system *system);
void check_displays(struct system *system);
void check_sound(struct system *system);
void check_sensors(struct system *system);
/* Of one display: which VM gets what is touched, and the keys. */
void check_input(struct system *system, int display);
void check_pci_configuration(struct system *system);
/* The configurations of platform management firmware, against the devices of the clients. */
void check_described_eemi(struct system *system);
/* Integrity levels of VMs that depend on each other. */
void check_trust(struct system *system);
