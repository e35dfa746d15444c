/* SPDX-License-Identifier: BSD-3-Clause */
/* The program's files: found below its root, and put into an archive. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <skiff/pack.h>
#include "pack.h"

#define LINKS_MAX   40
#define HEADER_SIZE 110 /* of an entry; its path follows */
#define ENTRY_ALIGN 4

/* One name further; a link's target takes its place in what is left. */
static char *step(const char *root, char *at, char *rest, int *links)
{
	char *slash = strchr(rest, '/'), target[PATH_MAX];
	char *next, *left, *name = strndup(rest, slash ? (size_t)(slash - rest) : strlen(rest));
	struct stat s;
	ssize_t n;

	left = strdup(slash ? slash + 1 : "");
	if (strcmp(name, "..") == 0) {
		next = strdup(at);
		*(strrchr(next, '/') ? strrchr(next, '/') : next) = '\0';
	} else {
		next = *name && strcmp(name, ".") != 0 ? text("%s/%s", at, name) : strdup(at);
	}
	free(name);
	name = text("%s%s", root, next);
	if (lstat(name, &s) != 0) {
		free(name), free(next), free(left);
		return NULL;
	}
	n = S_ISLNK(s.st_mode) ? readlink(name, target, sizeof(target) - 1) : -1;
	free(name);
	if (n >= 0) {
		target[n] = '\0';
		free(next);
		next = strdup(target[0] == '/' ? "" : at);
		name = text("%s/%s", target, left);
		free(left);
		left = name;
		if (++*links > LINKS_MAX)
			return NULL;
	}
	name = text("%s\n%s", next, left);
	free(next), free(left);
	return name;
}

char *root_find(const char *root, const char *path)
{
	char *at = strdup(""), *rest = strdup(path), *found;
	int links = 0;

	while (*rest) {
		char *both = step(root, at, rest, &links), *line;

		free(at), free(rest);
		if (!both)
			return NULL;
		line = strchr(both, '\n');
		at = strndup(both, (size_t)(line - both));
		rest = strdup(line + 1);
		free(both);
	}
	found = text("%s%s", root, at);
	free(at), free(rest);
	return found;
}

bool archive_has(const struct archive *a, const char *path)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->paths[i], path) == 0)
			return true;
	return false;
}

/* The content of a file that has a page or more begins at one, so that it can be mapped where it lies:
 * the path is longer by as many zeros. */
static void entry(struct archive *a, const char *path, unsigned int mode, long time,
		  const struct buffer *content)
{
	static unsigned int inode;
	size_t size = content ? content->size : 0;
	size_t name = strlen(path) + 1, head = a->bytes.size + HEADER_SIZE;
	char header[HEADER_SIZE + 1];

	if (size > UINT32_MAX)
		die("%s: has more than 4 GiB", path);
	if (size >= PACK_ALIGN)
		name += (PACK_ALIGN - (head + name) % PACK_ALIGN) % PACK_ALIGN;
	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", ++inode, mode, 0, 0,
		 1, (unsigned int)time, (unsigned int)size, 0, 0, 0, 0, (unsigned int)name, 0);
	buffer_add(&a->bytes, header, HEADER_SIZE);
	buffer_add(&a->bytes, path, strlen(path));
	buffer_add(&a->bytes, NULL, name - strlen(path));
	buffer_align(&a->bytes, ENTRY_ALIGN);
	if (content)
		buffer_add(&a->bytes, content->data, size);
	buffer_align(&a->bytes, ENTRY_ALIGN);
}

static void note(struct archive *a, const char *path)
{
	a->paths = realloc(a->paths, (a->count + 1) * sizeof(*a->paths));
	if (!a->paths)
		die("no memory");
	a->paths[a->count++] = text("%s", path);
}

/* The folders above a path, which an archive names first. */
static void add_folders(struct archive *a, const char *path)
{
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *folder = strndup(path, (size_t)(slash - path));

		if (!archive_has(a, folder)) {
			note(a, folder);
			entry(a, folder + 1, S_IFDIR | 0755, 0, NULL);
		}
		free(folder);
	}
}

static void add_all_of(struct archive *a, const char *path, const char *host)
{
	struct dirent **names;
	int n = scandir(host, &names, NULL, alphasort);

	if (n < 0)
		die("%s: %m", host);
	for (int i = 0; i < n; i++) {
		if (strcmp(names[i]->d_name, ".") != 0 && strcmp(names[i]->d_name, "..") != 0) {
			char *below = text("%s/%s", path, names[i]->d_name);
			char *there = text("%s/%s", host, names[i]->d_name);

			/* A link that leads out of the root has nothing to show. */
			if (access(there, R_OK) == 0)
				archive_add(a, below, there);
			free(below), free(there);
		}
		free(names[i]);
	}
	free(names);
}

void archive_add(struct archive *a, const char *path, const char *host)
{
	struct buffer content = {0};
	struct stat s;

	if (path[0] != '/' || !path[1] || strstr(path, "//"))
		die("%s: a path from / on is expected", path);
	if (stat(host, &s) != 0)
		die("%s: %m", host);
	add_folders(a, path);
	if (archive_has(a, path) && !S_ISDIR(s.st_mode))
		return;
	if (S_ISREG(s.st_mode)) {
		note(a, path);
		buffer_read(&content, host);
		entry(a, path + 1, S_IFREG | (s.st_mode & 0777), s.st_mtime, &content);
		free(content.data);
	} else if (S_ISDIR(s.st_mode)) {
		if (!archive_has(a, path)) {
			note(a, path);
			entry(a, path + 1, S_IFDIR | 0755, 0, NULL);
		}
		add_all_of(a, path, host);
	} else {
		die("%s: a file or a folder is expected", host);
	}
}

void archive_finish(struct archive *a)
{
	entry(a, "TRAILER!!!", 0, 0, NULL);
}
