/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds the program's files below its root, and puts them into an archive. */
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
#define HEADER_SIZE 110 /* size of an entry's header; the path follows */
#define ENTRY_ALIGN 4

/* A path that is being resolved: `at` is what has been found below the root, `left` what remains. */
struct route {
	const char *root;
	char *at, *left;
	int links;
};

/* The target of a symbolic link replaces the link's name, and starts at the root if it is absolute. */
static void follow(struct route *r, const char *target)
{
	char *left = text("%s/%s", target, r->left);

	free(r->left);
	r->left = left;
	if (target[0] == '/')
		r->at[0] = '\0';
	else
		*strrchr(r->at, '/') = '\0';
	r->links++;
}

static void up(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* Resolve the next name. @return false: there is no such file */
static bool step(struct route *r)
{
	size_t length = strcspn(r->left, "/");
	char target[PATH_MAX], *name = strndup(r->left, length);
	char *rest = strdup(r->left + length + (r->left[length] == '/')), *at, *host;
	ssize_t n;

	free(r->left);
	r->left = rest;
	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		if (name[0] && name[1])
			up(r->at);
		free(name);
		return true;
	}
	at = text("%s/%s", r->at, name);
	free(r->at), free(name);
	r->at = at;
	host = text("%s%s", r->root, at);
	n = readlink(host, target, sizeof(target) - 1);
	if (n < 0 && access(host, F_OK) != 0) {
		free(host);
		return false;
	}
	free(host);
	if (n >= 0) {
		target[n] = '\0';
		follow(r, target);
	}
	return r->links <= LINKS_MAX;
}

char *root_find(const char *root, const char *path)
{
	struct route r = {root, strdup(""), strdup(path), 0};
	bool found = true;
	char *host;

	while (found && *r.left)
		found = step(&r);
	host = found ? text("%s%s", root, r.at) : NULL;
	free(r.at), free(r.left);
	return host;
}

bool archive_has(const struct archive *a, const char *path)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->paths[i], path) == 0)
			return true;
	return false;
}

/* The content of a file of at least a page begins at a page boundary, so that it can be mapped where it lies. Zeros behind the
 * path fill the gap. */
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

/* Add the folders above a path: an archive names them before the path. */
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

			/* A link that leads out of the root is left out. */
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
