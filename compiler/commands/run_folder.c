/* SPDX-License-Identifier: BSD-3-Clause */
#include "run_folder.h"
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "host.h"

#define PREFIX "bulkhead-run-"
#define IMAGE  "image"

/* The parent of these folders. A socket's path must be short (unix(7)), so a long TMPDIR isn't used. */
static const char *parent(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder && strlen(folder) < 60 ? folder : "/tmp";
}

static char *join(const char *folder, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

char *run_folder_make(const char *image)
{
	char *folder = join(parent(), PREFIX "XXXXXX"), *link = NULL, *target = NULL;

	if (folder && mkdtemp(folder)) {
		link = join(folder, IMAGE);
		target = realpath(image, NULL);
		if (!link || !target || symlink(target, link)) {
			run_folder_remove(folder);
			folder = NULL;
		}
	} else {
		free(folder);
		folder = NULL;
	}
	if (!folder)
		fprintf(stderr, "bulkhead: no folder in %s: %s\n", parent(), strerror(errno));
	free(link);
	free(target);
	return folder;
}

void run_folder_remove(char *folder)
{
	static const char *const names[] = {RUN_SOCKET_OWN, RUN_SOCKET_OTHERS, IMAGE};

	if (!folder)
		return;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char *path = join(folder, names[i]);

		if (path)
			unlink(path);
		free(path);
	}
	rmdir(folder);
	free(folder);
}

/* Does a QEMU listen at the socket? A killed QEMU leaves its socket behind. */
static bool answers(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool good;

	if (strlen(path) >= sizeof(address.sun_path))
		return false;
	strcpy(address.sun_path, path);
	good = file >= 0 && !connect(file, (struct sockaddr *)&address, sizeof(address));
	if (file >= 0)
		close(file);
	return good;
}

static bool is_mine(const char *folder)
{
	struct stat status;

	return !lstat(folder, &status) && S_ISDIR(status.st_mode) && status.st_uid == getuid();
}

bool run_folder_find(char **image, char **socket)
{
	char *pattern = join(parent(), PREFIX "*");
	glob_t found = {0};
	size_t count = 0;

	*image = *socket = NULL;
	if (!pattern || glob(pattern, 0, NULL, &found))
		found.gl_pathc = 0;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *path = join(found.gl_pathv[i], RUN_SOCKET_OTHERS);
		char *link = join(found.gl_pathv[i], IMAGE), *target = realpath(link, NULL);

		if (is_mine(found.gl_pathv[i]) && target && answers(path)) {
			if (count == 1)
				fprintf(stderr,
					"bulkhead: several systems run; say which:\n"
					"  bulkhead top --qmp %s %s\n",
					*socket, *image);
			if (count++)
				fprintf(stderr, "  bulkhead top --qmp %s %s\n", path, target);
			free(*image);
			free(*socket);
			*image = target;
			*socket = path;
			target = path = NULL;
		}
		free(path);
		free(link);
		free(target);
	}
	globfree(&found);
	free(pattern);
	if (!count)
		fprintf(stderr, "bulkhead: no `bulkhead run' of yours is running\n");
	if (count == 1)
		return true;
	free(*image);
	free(*socket);
	return false;
}
