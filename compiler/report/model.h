/* SPDX-License-Identifier: BSD-3-Clause */
/* What a report says about a system, computed from its image. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "../verify/lookup.h"
#include "../verify/verify.h"

/* Why a VM depends on another. */
#define TRUST_ROUTE   1u  /* it answers the VM's exceptions */
#define TRUST_CALL    2u  /* it answers an extension's calls */
#define TRUST_WRITE   4u  /* it may write the VM's memory */
#define TRUST_READ    8u  /* it may read the VM's memory */
#define TRUST_CONTROL 16u /* it may stop the VM */
#define TRUST_DMA     32u /* its bus master reaches all memory */
#define TRUST_DIRECT  (63u | TRUST_BUS)
#define TRUST_VIA     64u  /* through one of the above */
#define TRUST_BUS     128u /* it may move the registers of PCI functions over the VM's */

struct weight {
	uint64_t bytes, lines;
	bool lines_known; /* the lines of every part are known */
	uint32_t parts;
};

struct model {
	const char *image;
	struct system *system;
	const struct findings *findings;
	uint32_t count; /* of VMs */
	/* why[a * count + b]: why a depends on b, TRUST_* bits. */
	uint8_t *why;
	struct weight core;
	struct weight *trusted;	    /* per VM: core and every VM that it depends on */
	struct weight *trusted_big; /* per VM: the same, if one VM had all services */
	struct weight big;	    /* that service VM without an operating system */
	uint64_t big_kernel; /* bytes of the largest guest image, its operating system; 0: none */
	uint32_t *blast;     /* per VM: how many others depend on it */
	uint64_t *reach;     /* per VM: bytes of others' memory it can touch */
	uint64_t secure_routes; /* routes with secure calls */
};

/* Does each vCPU that a CPU lists exist? If not, there is nothing to report. */
bool model_can(const struct system *system);
/* Computes the model. `system` must have been verified (its tables walked), with or without violations, and pass model_can(). */
void model_make(struct model *model, struct system *system, const struct findings *findings,
		const char *image);
void model_free(struct model *model);

static inline unsigned model_why(const struct model *m, uint32_t a, uint32_t b)
{
	return m->why[(size_t)a * m->count + b];
}
static inline bool model_is_service(const struct model *m, uint32_t vm)
{
	return m->system->vms[vm].kind != MANIFEST_VM_GUEST;
}
const char *model_kind(const struct model *m, uint32_t vm);
const char *model_asil(const struct model *m, uint32_t vm);
/* The reasons as words, in one of a few rotating buffers. */
const char *model_reasons(unsigned why);
/* 12345678 as "11.8 MiB", in one of a few rotating buffers. */
const char *model_size(uint64_t bytes);
