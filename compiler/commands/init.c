/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * `bulkhead init DIR`: makes a new system's folder from one of templates/. In the names and texts of a template's files,
 * @NAME@ stands for the system's name. The first line of a template's README.md says what the template is.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "command.h"
#include "host.h"
#include "replace.h"
#include "tools.h"

#define VARIABLE "@NAME@"

static LIST(struct replace) written; /* files that get their final names when all are written */
static LIST(char *) made;	     /* folders, outer ones first */

/* A text of a template with the system's name in it. */
static const char *named(const char *text, const char *name)
{
	const char *found = strstr(text, VARIABLE);

	return found ? host_format("%.*s%s%s", (int)(found - text), text, name,
				   named(found + strlen(VARIABLE), name))
		     : text;
}

static int wrong(const char *path, const char *why)
{
	fprintf(stderr, "bulkhead: %s: %s\n", path, why);
	return 1;
}

static int write_file(const char *from, const char *to, const char *name)
{
	struct replace *file;
	struct bytes text;
	const char *why;

	if (!host_read_file(from, &text))
		return wrong(from, host_error());
	if (!access(to, F_OK)) /* an existing file is never overwritten */
		return wrong(to, strerror(EEXIST));
	file = LIST_ADD(&written);
	why = replace_begin(file, to, false);
	if (why) {
		written.count--;
		return wrong(to, why);
	}
	/* replace_close() reports a failed write. */
	fputs(named((const char *)text.data, name), file->file);
	why = replace_close(file);
	return why ? wrong(to, why) : 0;
}

static int make_folder(const char *path)
{
	if (mkdir(path, 0777))
		return errno == EEXIST ? 0 : wrong(path, strerror(errno));
	*LIST_ADD(&made) = host_format("%s", path);
	return 0;
}

static int write_folder(const char *from, const char *to, const char *name)
{
	struct dirent **entries;
	int count = scandir(from, &entries, NULL, alphasort), status = 0;

	if (count < 0)
		return wrong(from, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *entry = entries[i]->d_name, *source = host_format("%s/%s", from, entry),
			   *target = host_format("%s/%s", to, named(entry, name));
		struct stat kind;

		if (entry[0] == '.' || status)
			continue;
		if (stat(source, &kind))
			status = wrong(source, strerror(errno));
		else if (S_ISDIR(kind.st_mode))
			status = make_folder(target) || write_folder(source, target, name);
		else
			status = write_file(source, target, name);
	}
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return status;
}

/* Writes the system's files: all of them appear, or none. */
static int write_system(const char *template, const char *folder, const char *name)
{
	int status = make_folder(folder) || write_folder(template, folder, name);

	for (size_t i = 0; i < written.count; i++) {
		const char *path = written.items[i].path,
			   *why = replace_end(&written.items[i], !status);

		if (why && !status)
			status = wrong(path, why);
	}
	while (status && made.count)
		rmdir(made.items[--made.count]);
	return status;
}

/* A template's folder. */
static const char *template_folder(const char *template)
{
	return host_format("%s/../templates/%s", host_tool_directory(), template);
}

static int list_templates(void)
{
	const char *folder = template_folder("");
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	if (count < 0)
		return wrong(folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		struct bytes about;

		if (name[0] != '.' &&
		    host_read_file(host_format("%s/%s/README.md", folder, name), &about))
			printf("%-12s %.*s\n", name,
			       (int)strcspn((const char *)about.data + 2, "\n"),
			       (const char *)about.data + 2);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

/* The last part of a path, after removing slashes at its end; NULL: it can't be a system's name. */
static const char *system_name(char *path)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t length = strlen(path);
	const char *slash, *name;

	while (length > 1 && path[length - 1] == '/')
		path[--length] = 0;
	slash = strrchr(path, '/');
	name = slash ? slash + 1 : path;
	if (*name && !name[strspn(name, letters)])
		return name;
	wrong(name, "letters, digits, - and _ are expected in the name");
	return NULL;
}

int init_main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"list", no_argument, NULL, 'l'},
	    {"template", required_argument, NULL, 't'},
	    {NULL, 0, NULL, 0},
	};
	const char *template = "hello", *name;
	int option, status = 0;
	bool list = false;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			list = true;
		else if (option == 't')
			template = optarg;
		else
			return COMMAND_USAGE;
	}
	if (optind != argc - !list)
		return COMMAND_USAGE;
	if (list) {
		status = list_templates();
	} else if (strchr(template, '/') || template[0] == '.' ||
		   !host_exists(template_folder(template))) {
		status = wrong(template, "there is no such template: bulkhead init --list");
	} else if (!(name = system_name(argv[optind]))) {
		status = 1;
	} else {
		status = write_system(template_folder(template), argv[optind], name);
		if (!status)
			printf("%s/%s.dts is yours. Next: make -C %s run BULKHEAD=%s/bulkhead\n",
			       argv[optind], name, argv[optind], host_tool_directory());
	}
	host_release();
	return status;
}
