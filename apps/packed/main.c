/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs an unmodified arm64 program of Linux. The host tool skiff-pack appends the program to this image, with its libraries and
 * other files. The words of the machine's command line are added to the arguments that were packed.
 */
#include <errno.h>
#include <string.h>
#include <skiff/pack.h>
#include <skiff/posix/archive.h>
#include <skiff/posix/process.h>
#include <skiff/print.h>
#include <skiff/program.h>

#define STRINGS_MAX 128
#define ROM	    "/.packed"

static _Noreturn void refuse(const char *why)
{
	print("skiff: %s\n", why);
	sys_exit_group(1);
}

/* Links the archive's entries into `/`, a file system in memory where programs may write. If `/` has a folder of that name
 * already, the contents of the archive's folder are linked into it. */
static void link_entries(struct vfs_node *folder, const char *path)
{
	struct vfs_entry e;

	for (uint64_t number = 0; folder->ops->entry(folder, &number, &e) == 1;) {
		char target[sizeof(ROM) + 2 * (VFS_NAME_MAX + 1)] = ROM;
		size_t length = strlen(path) + 1;
		struct vfs_node *node;

		memcpy(target + sizeof(ROM) - 1, path, length - 1);
		target[sizeof(ROM) - 1 + length - 1] = '/';
		memcpy(target + sizeof(ROM) - 1 + length, e.name, e.length);
		target[sizeof(ROM) - 1 + length + e.length] = '\0';
		if (sys_symlinkat(target, POSIX_AT_FDCWD, target + sizeof(ROM) - 1) == -EEXIST &&
		    !*path && (e.mode & POSIX_S_TYPE) == POSIX_S_DIRECTORY &&
		    folder->ops->lookup(folder, e.name, e.length, &node) == 0)
			link_entries(node, target + sizeof(ROM) - 1);
	}
}

static void mount_files(const struct pack_header *h)
{
	const char *archive = (const char *)h + h->archive;
	struct vfs_node *root;

	if (archive_open(archive, archive + h->archive_size, &root) != 0 ||
	    vfs_mount(ROM, root) != 0)
		refuse("the packed files can't be read");
	link_entries(root, "");
	sys_mkdirat(POSIX_AT_FDCWD, "/tmp", 0777);
	sys_mkdirat(POSIX_AT_FDCWD, "/proc", 0555);
	sys_mkdirat(POSIX_AT_FDCWD, "/proc/self", 0555);
}

/* Find `count` strings that follow each other. @return the end of the last one */
static char *strings(char *from, unsigned int count, char **to)
{
	for (unsigned int i = 0; i < count; i++) {
		*to++ = from;
		from += strlen(from) + 1;
	}
	*to = NULL;
	return from;
}

int main(int argc, char **argv)
{
	const struct pack_header *h = __appended;
	static char *arguments[STRINGS_MAX], *variables[STRINGS_MAX];

	if (!pack_is(h))
		refuse("nothing is packed with this image: see skiff-pack --help");
	if (h->arguments + (unsigned int)argc >= STRINGS_MAX || h->variables >= STRINGS_MAX ||
	    h->arguments == 0)
		refuse("more arguments or variables than 127");
	mount_files(h);
	strings(strings((char *)(uintptr_t)h + h->strings, h->arguments, arguments), h->variables,
		variables);
	for (int i = 0; i <= argc; i++)
		arguments[h->arguments + (unsigned int)i] = argv[i];
	sys_symlinkat(arguments[0], POSIX_AT_FDCWD, "/proc/self/exe");
	program_run(arguments[0], arguments, variables);
}
