/* SPDX-License-Identifier: BSD-3-Clause */
#include "verify.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "checks.h"
#include "lookup.h"

/* The cheapest checks come first; checks that need the table walks come behind these. */
static void (*const checks[])(struct system *) = {
    walk_tables,    check_streams,   check_build,    check_memory,
    check_core,	    check_registers, check_vmids,    check_interrupts,
    check_devices,  check_calls,     check_routes,   check_secure,
    check_schedule, check_trust,     check_bootinfo, check_description,
};

bool verify_bytes(const void *data, size_t size, struct system *system, struct findings *findings)
{
	if (!image_open(&system->image, data, size, findings) || !system_read(system, findings))
		return false;
	/* The checks follow these indexes without checking them again. */
	for (uint32_t i = 0; i < system->manifest->vcpu_count; i++)
		if (system->vcpus[i].vm >= system->manifest->vm_count) {
			finding_add(findings, VERIFY_PINNING, "vCPU %u belongs to VM %u", i,
				    system->vcpus[i].vm);
			return false;
		}
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		checks[i](system);
	return true;
}

bool file_is_description(const char *path)
{
	const char *end = strrchr(path, '.');

	if (!end || strcmp(end, ".dts"))
		return false;
	fprintf(stderr,
		"bulkhead: %s: a description, an image is expected: `bulkhead compile %s -o IMAGE' "
		"makes and verifies one\n",
		path, path);
	return true;
}

const void *file_map(const char *path, size_t *size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *data = MAP_FAILED;

	if (file >= 0 && fstat(file, &status) == 0) {
		*size = status.st_size;
		if (!*size)
			errno = ENOEXEC;
		else
			data = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
	}
	if (data == MAP_FAILED)
		fprintf(stderr, "bulkhead: %s: %s\n", path, strerror(errno));
	if (file >= 0)
		close(file);
	return data == MAP_FAILED ? NULL : data;
}

void file_unmap(const void *data, size_t size)
{
	munmap((void *)(uintptr_t)data, size);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

/* Violations in the group of codes that `number` belongs to. */
static unsigned group_violations(const struct findings *findings, unsigned number)
{
	unsigned sum = 0;

	for (unsigned code = 0; code < VERIFY_CODE_COUNT; code++)
		if (verify_explanations[code].number / 10 == number / 10)
			sum += findings->per_code[code];
	return sum;
}

#define GROUPS 10

static void print_text(const struct system *system, const struct findings *findings, bool read,
		       double time, FILE *out)
{
	bool colour = isatty(fileno(out));

	for (unsigned group = 0; read && group < GROUPS; group++) {
		unsigned bad = group_violations(findings, 10 * group);

		fprintf(out, "  %s%-7s%s %s\n",
			!colour ? ""
			: bad	? "\033[1;31m"
				: "\033[32m",
			bad ? "BROKEN" : "proved", colour ? "\033[0m" : "",
			verify_group_name(10 * group));
	}
	if (read)
		fprintf(out,
			"%s: %u VMs, %u vCPUs, %u CPUs; %zu tables, %zu leaves, %zu mappings; "
			"%zu violations, %.3f s\n",
			printable(system->declared->system, sizeof(system->declared->system)),
			system->manifest->vm_count, system->manifest->vcpu_count,
			system->manifest->cpu_count, system->tables.count, system->leaves,
			system->stage2.count + system->el2.count, findings->violations, time);
	if (read)
		fprintf(out, "core: SHA-256 %s\n", system->core_hash);
	if (!read)
		fprintf(out, "the image can't be read as a system: %zu violations\n",
			findings->violations);
}

static void print_json(const char *path, const struct system *system,
		       const struct findings *findings, bool read, double time, FILE *out)
{
	fprintf(out, "{\"image\":");
	json_string(out, path);
	fprintf(out, ",\"holds\":%s,\"violations\":%zu,\"seconds\":%.6f",
		findings->violations ? "false" : "true", findings->violations, time);
	if (read)
		fprintf(out,
			",\"vms\":%u,\"vcpus\":%u,\"cpus\":%u,\"tables\":%zu,\"leaves\":%zu,"
			"\"mappings\":%zu,\"core_sha256\":\"%s\"",
			system->manifest->vm_count, system->manifest->vcpu_count,
			system->manifest->cpu_count, system->tables.count, system->leaves,
			system->stage2.count + system->el2.count, system->core_hash);
	fprintf(out, ",\"properties\":[");
	for (unsigned group = 0; group < GROUPS; group++) {
		fprintf(out, "%s{\"name\":", group ? "," : "");
		json_string(out, verify_group_name(10 * group));
		fprintf(out, ",\"violations\":%u}", group_violations(findings, 10 * group));
	}
	fprintf(out, "],\"findings\":[");
	for (size_t i = 0; i < findings->kept; i++) {
		const struct verify_explanation *meaning =
		    &verify_explanations[findings->list[i].code];

		fprintf(out, "%s\n{\"code\":\"V%03u\",\"title\":", i ? "," : "", meaning->number);
		json_string(out, meaning->title);
		fprintf(out, ",\"text\":");
		json_string(out, findings->list[i].text);
		putc('}', out);
	}
	fprintf(out, "]}\n");
}

int verify_file(const char *path, const char *name, const char *core, enum verify_format format,
		FILE *out)
{
	struct findings findings = {0};
	struct system system = {.expected_core = core};
	double start = seconds();
	size_t size;
	const void *data;
	bool read;

	if (file_is_description(path))
		return 1;
	data = file_map(path, &size);
	if (!data)
		return 1;
	read = verify_bytes(data, size, &system, &findings);
	if (format == VERIFY_JSON) {
		print_json(name, &system, &findings, read, seconds() - start, out);
	} else {
		findings_print(&findings, name, isatty(fileno(out)), out);
		if (format == VERIFY_TEXT)
			print_text(&system, &findings, read, seconds() - start, out);
	}
	system_free(&system);
	file_unmap(data, size);
	size = findings.violations;
	findings_free(&findings);
	return size != 0;
}

int verify_main(int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'},
						{"quiet", no_argument, NULL, 'q'},
						{"core", required_argument, NULL, 'c'},
						{0}};
	enum verify_format format = VERIFY_TEXT;
	const char *core = NULL;
	int option;

	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			format = VERIFY_JSON;
			break;
		case 'q':
			format = VERIFY_QUIET;
			break;
		case 'c':
			core = optarg;
			break;
		default:
			return -1; /* COMMAND_USAGE */
		}
	}
	if (optind + 1 != argc)
		return -1;
	if (core && strspn(core, "0123456789abcdef") != 64) {
		fprintf(stderr,
			"bulkhead verify: --core: \"%s\" is no SHA-256 in lower-case hexadecimal\n",
			core);
		return -1;
	}
	return verify_file(argv[optind], argv[optind], core, format, stdout);
}
