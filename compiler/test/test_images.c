/* SPDX-License-Identifier: BSD-3-Clause */
/* Image files that are no images, or damaged ones, and damaged cores: each is refused with its name and what is wrong. */
#include <bulkhead/manifest.h>
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "compile.h"
#include "diagnostics.h"
#include "host.h"
#include "test.h"

#define FOLDER TEST_BUILD "/compiler/test/"
#define IMAGE  FOLDER "damaged.bin"

static struct bytes good;

static int set_up(void **state)
{
	struct bytes file;

	(void)state;
	if (!host_read_file(FOLDER "skiff.elf", &file))
		return -1;
	good = (struct bytes){test_malloc(file.size), file.size};
	memcpy(good.data, file.data, file.size);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	test_free(good.data);
	host_release();
	return unlink(IMAGE);
}

static void write_image(const void *data, size_t size)
{
	FILE *file = fopen(IMAGE, "wb");

	assert_non_null(file);
	assert_true(!size || fwrite(data, size, 1, file) == 1);
	assert_int_equal(fclose(file), 0);
}

static struct compile_options options_of(const char *const *define)
{
	return (struct compile_options){.description = "compiler/test/images.dts",
					.defines = define,
					.define_count = 1,
					.build = TEST_BUILD,
					.core = FOLDER "core.elf",
					.boards = "boards",
					.quiet = true};
}

/* Expects that a system with this image is refused, with one error. */
static void refused(const char *guest, const char *text)
{
	const char *define = host_format("VM=%s", guest);
	struct compile_options options = options_of(&define);

	assert_false(compile_system(&options));
	if (!strstr(diag_text(), "damaged.bin") || !strstr(diag_text(), text) || diag_count() != 1)
		fail_msg("\"%s\" is expected, not\n%s", text, diag_text());
	host_release();
}

#define SKIFF "image=\"compiler/test/damaged.bin\""
#define LINUX "memory=<0x4000000>;linux{kernel=\"compiler/test/damaged.bin\";}"

/* Writes the image with changes of the file's header and of the first program header. */
static void patched(void (*patch)(Elf64_Ehdr *, Elf64_Phdr *), const char *text)
{
	uint8_t *copy = test_malloc(good.size);
	Elf64_Ehdr *header = (Elf64_Ehdr *)copy;

	memcpy(copy, good.data, good.size);
	patch(header, (Elf64_Phdr *)(copy + header->e_phoff));
	write_image(copy, good.size);
	test_free(copy);
	refused(SKIFF, text);
}

#define PATCH(name, ...)                                                   \
	static void patch_##name(Elf64_Ehdr *header, Elf64_Phdr *segments) \
	{                                                                  \
		(void)header;                                              \
		(void)segments;                                            \
		__VA_ARGS__;                                               \
	}
PATCH(class, header->e_ident[EI_CLASS] = ELFCLASS32)
PATCH(order, header->e_ident[EI_DATA] = ELFDATA2MSB)
PATCH(machine, header->e_machine = EM_X86_64)
PATCH(type, header->e_type = ET_DYN)
PATCH(headers, header->e_phoff = UINT64_MAX - 8)
PATCH(count, header->e_phnum = 0)
PATCH(file_size, segments[0].p_filesz = segments[0].p_memsz + 1)
PATCH(offset, segments[0].p_offset = UINT64_MAX)
PATCH(wrap, segments[0].p_paddr = UINT64_MAX - 8)
PATCH(span, segments[0].p_paddr = 1ull << 39)
PATCH(overlap, segments[1] = segments[0])

static void headers_of_elf_files(void **state)
{
	(void)state;
	patched(patch_class, "is no little-endian 64-bit Arm ELF file");
	patched(patch_order, "is no little-endian 64-bit Arm ELF file");
	patched(patch_machine, "is no little-endian 64-bit Arm ELF file");
	patched(patch_type, "is position-independent");
	patched(patch_headers, "has damaged program headers");
	patched(patch_count, "has no segments to load");
}

static void segments_of_elf_files(void **state)
{
	(void)state;
	patched(patch_file_size, "has a damaged segment");
	patched(patch_offset, "has a damaged segment");
	patched(patch_wrap, "has a damaged segment");
	patched(patch_span, "spans more than 1 GiB");
	patched(patch_overlap, "has segments that overlap in memory");
}

static void files_that_end_early(void **state)
{
	(void)state;
	write_image(good.data, 0);
	refused(SKIFF, "is empty");
	write_image(good.data, 20);
	refused(SKIFF, "is too short for an ELF file");
	write_image(good.data, sizeof(Elf64_Ehdr));
	refused(SKIFF, "has damaged program headers");
}

/* Expects an error for a core with changed segments or header. */
static void damaged_core(void (*patch)(Elf64_Ehdr *, Elf64_Phdr *), const char *text)
{
	const char *define = "VM=" SKIFF;
	struct compile_options options = options_of(&define);
	struct bytes core;
	uint8_t *copy;

	assert_true(host_read_file(FOLDER "core.elf", &core));
	copy = test_malloc(core.size);
	memcpy(copy, core.data, core.size);
	patch((Elf64_Ehdr *)copy, (Elf64_Phdr *)(copy + ((Elf64_Ehdr *)copy)->e_phoff));
	write_image(copy, core.size);
	test_free(copy);
	options.core = IMAGE;
	assert_false(compile_system(&options));
	if (!strstr(diag_text(), text))
		fail_msg("\"%s\" is expected, not\n%s", text, diag_text());
	host_release();
}

static struct bulkhead_core_header *core_header(Elf64_Ehdr *file, const Elf64_Phdr *segments)
{
	return (struct bulkhead_core_header *)((uint8_t *)file + segments[0].p_offset);
}

static uint32_t *relocation(Elf64_Ehdr *file, const Elf64_Phdr *segments)
{
	return (uint32_t *)((uint8_t *)file + segments[1].p_offset +
			    core_header(file, segments)->relocations - segments[1].p_paddr);
}

PATCH(base, for (int i = 0; i < 3; i++) segments[i].p_paddr += 0x40000000)
PATCH(many, core_header(header, segments)->relocation_count = UINT32_MAX)
PATCH(far, core_header(header, segments)->relocations = UINT32_MAX - 8)
PATCH(outside, *relocation(header, segments) = UINT32_MAX)

static void cores_that_cannot_be_moved(void **state)
{
	(void)state;
	damaged_core(patch_base, "isn't linked at 0");
	damaged_core(patch_many, "ends within its relocations");
	damaged_core(patch_far, "ends within its relocations");
	damaged_core(patch_outside, "has a relocation behind its end");
}

/* Images of every length: refused or not, each is read within its bounds. */
static void any_length(void **state)
{
	const char *define = "VM=" SKIFF;
	struct compile_options options = options_of(&define);

	(void)state;
	for (size_t size = 1; size < good.size; size += 1 + size / 4) {
		write_image(good.data, size);
		compile_system(&options);
		host_release();
	}
}

static void kernels(void **state)
{
	uint8_t image[4096] = {0};

	(void)state;
	write_image(image, sizeof(image));
	refused(LINUX, "is no uncompressed arm64 Linux Image");
	memcpy(image + 56, "ARMd", 4);
	write_image(image, 63);
	refused(LINUX, "is no uncompressed arm64 Linux Image");
	image[24] = 1;
	write_image(image, sizeof(image));
	refused(LINUX, "is a big-endian kernel");
	image[24] = 0;
	image[23] = 0xff; /* image_size */
	write_image(image, sizeof(image));
	refused(LINUX, "has a damaged header");
	image[23] = 0;
	image[15] = 0xff; /* text_offset */
	write_image(image, sizeof(image));
	refused(LINUX, "has a damaged header");
	write_image(good.data, good.size);
	refused(LINUX, "is no uncompressed arm64 Linux Image");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(headers_of_elf_files), cmocka_unit_test(segments_of_elf_files),
	    cmocka_unit_test(files_that_end_early), cmocka_unit_test(cores_that_cannot_be_moved),
	    cmocka_unit_test(any_length),	    cmocka_unit_test(kernels),
	};

	return cmocka_run_group_tests_name("images", tests, set_up, tear_down) != 0;
}
