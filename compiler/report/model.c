/* SPDX-License-Identifier: BSD-3-Clause */
#include "model.h"
#include "../verify/boot_page.h"
#include <stdlib.h>
#include <string.h>

static void add(struct model *m, uint32_t a, uint32_t b, unsigned why)
{
	if (a < m->count && b < m->count && a != b)
		m->why[(size_t)a * m->count + b] |= why;
}

/* All owners of PCI functions depend on all VMs that configure one: such a VM could move its registers over another's. */
static void add_movers(struct model *m)
{
	const struct system *s = m->system;
	uint8_t *parts = zalloc(m->count + 1ull, 1);

	for (uint32_t i = 0; i < s->declared->device_count; i++)
		if (s->devices[i].vm < m->count)
			parts[s->devices[i].vm] |= 1u << device_pci_part(&s->devices[i]);
	for (uint32_t a = 0; a < m->count; a++)
		for (uint32_t b = 0; parts[a] & 1u << PCI_PART_FUNCTION && b < m->count; b++)
			if (parts[b] & 1u << PCI_PART_CONFIGURATION)
				add(m, a, b, TRUST_BUS);
	free(parts);
}

/* The owners of windows depend on the VM whose devices, behind an SMMU, reach these windows. */
static void add_windows_of(struct model *m, uint32_t vm)
{
	struct boot_page page;
	struct bulkhead_window w;

	if (!m->system->vms[vm].streams.count || !boot_page_open(m->system, vm, &page))
		return;
	for (uint32_t i = 0; boot_page_window(&page, i, &w); i++) {
		if (!(w.rights & BULKHEAD_RIGHT_DMA))
			continue;
		add(m, w.client, vm,
		    w.rights & BULKHEAD_RIGHT_READ ? TRUST_READ : TRUST_WRITE | TRUST_READ);
		m->reach[vm] += w.size;
	}
}

static void direct(struct model *m)
{
	const struct system *s = m->system;

	for (uint32_t vm = 0; vm < m->count; vm++) {
		for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++)
			for (uint32_t i = 0; i < s->vms[vm].routes[class].count; i++) {
				const struct manifest_route *route =
				    &s->routes[s->vms[vm].routes[class].first + i];

				add(m, vm, route->extension, TRUST_ROUTE);
				m->secure_routes += route->secure_us != 0;
			}
		for (uint32_t i = 0; i < s->vms[vm].calls.count; i++)
			add(m, vm, s->routes[s->vms[vm].calls.first + i].extension, TRUST_CALL);
		for (uint32_t a = 0; s->vms[vm].flags & MANIFEST_VM_CONTROL && a < m->count; a++)
			add(m, a, vm, TRUST_CONTROL);
		add_windows_of(m, vm);
	}
	for (uint32_t i = 0; i < s->declared->region_count; i++) {
		const struct declared_region *region = &s->regions[i];

		if (region->kind != DECLARED_WINDOW || region->owner >= m->count)
			continue;
		add(m, region->owner, region->vm,
		    region->rights & BULKHEAD_RIGHT_WRITE ? TRUST_WRITE | TRUST_READ : TRUST_READ);
		m->reach[region->vm] += region->size;
	}
	for (uint32_t i = 0; i < s->declared->device_count; i++)
		for (uint32_t a = 0; s->devices[i].dma && a < m->count; a++)
			add(m, a, s->devices[i].vm, TRUST_DMA);
	add_movers(m);
}

/* Adds indirect dependences: dependence is transitive. */
static void close_over(struct model *m)
{
	uint32_t *queue = zalloc(m->count, sizeof(*queue));

	for (uint32_t a = 0; a < m->count; a++) {
		uint8_t *row = m->why + (size_t)a * m->count;
		uint32_t length = 0;

		for (uint32_t b = 0; b < m->count; b++)
			if (row[b])
				queue[length++] = b;
		for (uint32_t i = 0; i < length; i++)
			for (uint32_t c = 0; c < m->count; c++)
				if (c != a && !row[c] &&
				    m->why[(size_t)queue[i] * m->count + c] & TRUST_DIRECT &&
				    length < m->count) {
					row[c] = TRUST_VIA;
					queue[length++] = c;
				}
	}
	free(queue);
}

static void weigh(struct weight *weight, uint64_t bytes, uint64_t lines)
{
	weight->bytes += bytes;
	weight->lines += lines;
	weight->lines_known = (weight->lines_known || !weight->parts) && lines;
	weight->parts++;
}

static void weigh_vm(const struct model *m, struct weight *weight, uint32_t vm)
{
	weigh(weight, m->system->declared_vms[vm].image_bytes,
	      m->system->declared_vms[vm].image_lines);
}

static void weigh_all(struct model *m)
{
	const struct system *s = m->system;
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < s->declared->core_region_count; i++)
		if (s->core_regions[i].kind <= DECLARED_CORE_RODATA)
			bytes += s->core_regions[i].size;
	weigh(&m->core, bytes, s->declared->core_lines);
	for (uint32_t vm = 0; vm < m->count; vm++) {
		if (model_is_service(m, vm))
			weigh_vm(m, &m->big, vm);
		else if (s->declared_vms[vm].image_bytes > m->big_kernel)
			m->big_kernel = s->declared_vms[vm].image_bytes;
	}
	for (uint32_t a = 0; a < m->count; a++) {
		bool uses = false;

		m->trusted[a] = m->trusted_big[a] = m->core;
		for (uint32_t b = 0; b < m->count; b++) {
			if (!model_why(m, a, b))
				continue;
			weigh_vm(m, &m->trusted[a], b);
			m->blast[b]++;
			uses |= model_is_service(m, b);
			if (!model_is_service(m, b))
				weigh_vm(m, &m->trusted_big[a], b);
		}
		if (uses) {
			weigh(&m->trusted_big[a], m->big.bytes,
			      m->big.lines_known ? m->big.lines : 0);
			m->trusted_big[a].bytes += m->big_kernel;
		}
	}
}

bool model_can(const struct system *s)
{
	for (uint32_t c = 0; c < s->manifest->cpu_count; c++)
		for (uint32_t i = 0; i < s->cpus[c].vcpu_ref_count; i++)
			if (s->vcpu_refs[s->cpus[c].first_vcpu_ref + i] >= s->manifest->vcpu_count)
				return false;
	return true;
}

void model_make(struct model *m, struct system *system, const struct findings *findings,
		const char *image)
{
	*m = (struct model){.image = image,
			    .system = system,
			    .findings = findings,
			    .count = system->manifest->vm_count};
	m->why = zalloc(m->count, m->count);
	m->trusted = zalloc(m->count, sizeof(*m->trusted));
	m->trusted_big = zalloc(m->count, sizeof(*m->trusted_big));
	m->blast = zalloc(m->count, sizeof(*m->blast));
	m->reach = zalloc(m->count, sizeof(*m->reach));
	direct(m);
	close_over(m);
	weigh_all(m);
}

void model_free(struct model *m)
{
	free(m->why);
	free(m->trusted);
	free(m->trusted_big);
	free(m->blast);
	free(m->reach);
}

const char *model_kind(const struct model *m, uint32_t vm)
{
	static const char *const kinds[] = {"guest", "extension", "service"};

	return m->system->vms[vm].kind <= MANIFEST_VM_SERVICE ? kinds[m->system->vms[vm].kind]
							      : "?";
}

const char *model_asil(const struct model *m, uint32_t vm)
{
	static const char *const names[] = {"QM", "ASIL A", "ASIL B", "ASIL C", "ASIL D"};

	return m->system->vms[vm].asil <= 4 ? names[m->system->vms[vm].asil] : "?";
}

const char *model_reasons(unsigned why)
{
	static const char *const words[] = {
	    "answers", "answers its extension", "may write it", "may read it", "may stop it", "DMA",
	    "",	       "may move its device"};
	static char buffers[4][128];
	static unsigned next;
	char *text = buffers[next++ % 4];

	*text = 0;
	if (why & TRUST_WRITE)
		why &= ~TRUST_READ;
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (why & ~TRUST_VIA & 1u << i)
			sprintf(text + strlen(text), "%s%s", *text ? ", " : "", words[i]);
	return *text ? text : why ? "indirectly" : "";
}

const char *model_size(uint64_t bytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	static char buffers[8][32];
	static unsigned next;
	char *text = buffers[next++ % 8];
	double value = bytes;
	unsigned unit = 0;

	for (; value >= 1024 && unit < 4; unit++)
		value /= 1024;
	snprintf(text, sizeof(buffers[0]), value < 10 && unit ? "%.1f %s" : "%.0f %s", value,
		 units[unit]);
	return text;
}
