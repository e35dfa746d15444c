/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * share KEPT OUT OBJECT SOURCE COMPILER FLAG...
 *
 * Compiles SOURCE to OBJECT (and to a file .d beside it, for make), or takes the object that was made before from the same
 * text: same flags, same contents of the source and of all headers, same values of those options that these mention.
 * Most sources mention few, so images with other configurations share most objects. KEPT: the folder of kept objects, one
 * for each compiler; OUT: the image's own folder, whose name makes no difference.
 *
 * KEPT/FLAGS/HEADERS lists the headers that an earlier compilation with these flags read; there is more than one such list
 * where an option decides what is included. KEPT/KEY.o is the object. Both are 128-bit hashes (two FNV-1a, Fowler, Noll and Vo).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct hash {
	uint64_t one, two;
};

#define HASH_START ((struct hash){0xcbf29ce484222325, 0x84222325cbf29ce4})

static const char *kept, *out, *object, *source;

static void hash_add(struct hash *hash, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		hash->one = (hash->one ^ (uint8_t)bytes[i]) * 0x100000001b3;
		hash->two = (hash->two ^ (uint8_t)bytes[i]) * 0x9e3779b97f4a7c15;
		hash->two ^= hash->two >> 29;
	}
}

/* The 0 behind a text counts, so that moving bytes from the end of one text to the beginning of the next changes the hash. */
static void hash_text(struct hash *hash, const char *text)
{
	hash_add(hash, text, strlen(text) + 1);
}

/* Memory is never freed: it is needed until this short-lived program ends. The list keeps all
 * blocks reachable. */
struct block {
	struct block *next;
	max_align_t bytes[];
};

static void *allocate(size_t length)
{
	static struct block *all;
	struct block *block = malloc(sizeof(*block) + length);

	if (!block) {
		fputs("share: no memory\n", stderr);
		exit(1);
	}
	block->next = all;
	all = block;
	return memset(block->bytes, 0, length);
}

static char *format(const char *text, ...) __attribute__((format(printf, 1, 2)));
static char *format(const char *text, ...)
{
	va_list arguments, again;
	char *result;
	size_t length;

	va_start(arguments, text);
	va_copy(again, arguments);
	length = (size_t)vsnprintf(NULL, 0, text, arguments) + 1;
	result = allocate(length);
	vsnprintf(result, length, text, again);
	va_end(again);
	va_end(arguments);
	return result;
}

/* The file's bytes with a 0 behind them, or NULL. */
static char *contents(const char *path, size_t *length)
{
	int file = open(path, O_RDONLY);
	struct stat status;
	char *bytes = NULL;

	if (file < 0)
		return NULL;
	if (!fstat(file, &status) && S_ISREG(status.st_mode) &&
	    (bytes = allocate((size_t)status.st_size + 1))) {
		ssize_t got = read(file, bytes, (size_t)status.st_size);

		*length = got < 0 ? 0 : (size_t)got;
		bytes[*length] = 0;
	}
	close(file);
	return bytes;
}

/* The file is written under another name first, so that other processes find all of it or nothing. */
static bool write_file(const char *path, const char *bytes, size_t length)
{
	char *partial = format("%s.%d", path, (int)getpid());
	int file = open(partial, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	bool good = file >= 0 && write(file, bytes, length) == (ssize_t)length;

	if (file >= 0)
		good = !close(file) && good;
	good = good && !rename(partial, path);
	return good;
}

/* The names of the options that texts mention. A newline precedes each name and follows the last. */
struct mentioned {
	char *names;
};

static bool is_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void mention(struct mentioned *mentioned, const char *text)
{
	while ((text = strstr(text, "CONFIG_"))) {
		size_t length = 0;
		char *line;

		while (is_name(text[length]))
			length++;
		line = format("\n%.*s\n", (int)length, text);
		if (!mentioned->names || !strstr(mentioned->names, line)) {
			char *all =
			    format("%s%s", mentioned->names ? mentioned->names : "\n", line + 1);

			mentioned->names = all;
		}
		text += length;
	}
}

/* Hash those lines `#define CONFIG_NAME VALUE` whose option is mentioned. */
static void hash_options(struct hash *hash, const struct mentioned *mentioned, char *config)
{
	for (char *line = strtok(config, "\n"); line; line = strtok(NULL, "\n")) {
		char name[128], *marked;

		if (sscanf(line, "#define %120s", name) != 1)
			continue;
		marked = format("\n%s\n", name);
		if (mentioned->names && strstr(mentioned->names, marked))
			hash_text(hash, line);
	}
}

/* @return the path of a header in a list, where `build/` stands for the image's own folder */
static char *located(const char *header)
{
	return strncmp(header, "build/", 6) ? format("%s", header)
					    : format("%s/%s", out, header + 6);
}

/*
 * Computes the object's name from a list of headers, one a line. Returns false if a header is missing, makes the assembler read
 * a file (.incbin), or isn't older than `before`: such a header may have changed since. The header of the options is always
 * newer; its values are hashed instead.
 */
static bool key_of(struct hash *key, const char *headers, time_t before)
{
	struct mentioned mentioned = {0};
	char *config = NULL, *list = format("%s", headers), *rest = NULL;
	bool good = true;

	for (char *h = strtok_r(list, "\n", &rest); h && good; h = strtok_r(NULL, "\n", &rest)) {
		char *path = located(h), *bytes;
		struct stat status;
		size_t length = 0;

		bytes = contents(path, &length);
		if (bytes && !strcmp(h, "build/include/skiff/config.h")) {
			config = bytes;
			continue;
		}
		good = bytes && !stat(path, &status) && status.st_mtime < before &&
		       !strstr(bytes, ".incbin");
		if (good) {
			hash_text(key, h);
			hash_add(key, bytes, length);
			mention(&mentioned, bytes);
		}
	}
	if (good && config)
		hash_options(key, &mentioned, config);
	return good;
}

/* Hash the flags, without the folders of the libraries' headers: their names differ between images, and the headers' contents
 * are in the key anyway. */
static struct hash flags_of(char **command)
{
	struct hash hash = HASH_START;
	size_t own = strlen(out);

	hash_text(&hash, source);
	for (char **flag = command; *flag; flag++) {
		const char *text = *flag, *found;

		if (!strncmp(text, "-Ilib/", 6))
			continue;
		while ((found = strstr(text, out)) &&
		       (!found[own] || found[own] == '/' || found[own] == '=')) {
			hash_add(&hash, text, (size_t)(found - text));
			hash_text(&hash, "build");
			text = found + own;
		}
		hash_text(&hash, text);
	}
	return hash;
}

static char *name_of(struct hash hash)
{
	return format("%016llx%016llx", (unsigned long long)hash.one, (unsigned long long)hash.two);
}

/* Write the file .d from a list of headers. */
static bool write_dependencies(const char *headers)
{
	char *list = format("%s", headers), *text = format("%s:", object), *phony = "",
	     *rest = NULL, *path;
	bool good;

	for (char *h = strtok_r(list, "\n", &rest); h; h = strtok_r(NULL, "\n", &rest)) {
		char *at = located(h), *longer = format("%s %s", text, at),
		     *more = format("%s%s:\n", phony, at);

		text = longer;
		if (strcmp(at, source)) {
			phony = more;
		}
	}
	path = format("%.*sd", (int)strlen(object) - 1, object);
	list = format("%s\n%s", text, phony);
	good = write_file(path, list, strlen(list));
	return good;
}

static bool taken(const char *folder)
{
	DIR *lists = opendir(folder);
	struct dirent *entry;
	bool found = false;

	while (lists && !found && (entry = readdir(lists))) {
		struct hash key = HASH_START;
		size_t length;
		char *headers = entry->d_name[0] == '.'
				    ? NULL
				    : contents(format("%s/%s", folder, entry->d_name), &length),
		     *bytes;

		hash_text(&key, folder);
		if (!headers || !key_of(&key, headers, INT64_MAX))
			continue;
		bytes = contents(format("%s/%s.o", kept, name_of(key)), &length);
		found = bytes && write_file(object, bytes, length) && write_dependencies(headers);
	}
	if (lists)
		closedir(lists);
	return found;
}

/* Read the compiler's file .d. @return its list of headers */
static char *listed(const char *dependencies)
{
	size_t length, own = strlen(out);
	char *text = contents(dependencies, &length), *list = "", *rest = NULL, *rule;

	if (!text)
		return NULL;
	rule = strchr(text, ':');
	if (!rule)
		return NULL;
	/* The rules without prerequisites behind the first rule come from -MP. */
	for (char *end = rule; (end = strchr(end, '\n')); end++) {
		if (end[-1] != '\\') {
			*end = 0;
			break;
		}
	}
	for (char *h = strtok_r(rule + 1, " \\\n", &rest); h; h = strtok_r(NULL, " \\\n", &rest)) {
		if (!strncmp(h, out, own) && h[own] == '/')
			list = format("%sbuild%s\n", list, h + own);
		else
			list = format("%s%s\n", list, h);
	}
	return list;
}

/* Runs the compiler. @return its exit status; `silent`: it said nothing */
static int compile(char **command, size_t count, const char *dependencies, bool *silent)
{
	char *said = format("%s.said", object), *text;
	char **words = allocate((count + 12) * sizeof(*words));
	size_t length = 0;
	int status = 1;
	pid_t child;

	memcpy(words, command, count * sizeof(*words));
	memcpy(words + count,
	       (char *[]){"-MD", "-MP", "-MF", (char *)dependencies, "-MT", (char *)object, "-c",
			  (char *)source, "-o", (char *)object},
	       10 * sizeof(*words));
	child = fork();
	if (child == 0) {
		int file = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0666);

		dup2(file, STDERR_FILENO);
		execvp(words[0], words);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return 1;
	text = contents(said, &length);
	if (text)
		fwrite(text, 1, length, stderr);
	*silent = length == 0;
	unlink(said);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void keep(const char *folder, const char *dependencies, time_t before)
{
	char *headers = listed(dependencies), *bytes;
	struct hash list = HASH_START, key = HASH_START;
	size_t length;

	hash_text(&key, folder);
	if (!headers || strchr(headers, '$') || !key_of(&key, headers, before))
		return;
	bytes = contents(object, &length);
	hash_text(&list, headers);
	mkdir(format("%.*s", (int)(strrchr(kept, '/') - kept), kept), 0777);
	mkdir(kept, 0777);
	mkdir(folder, 0777);
	if (bytes && write_file(format("%s/%s.o", kept, name_of(key)), bytes, length))
		write_file(format("%s/%s", folder, name_of(list)), headers, strlen(headers));
}

int main(int count, char **words)
{
	char *folder, *dependencies;
	time_t before = time(NULL);
	bool silent;
	int status;

	if (count < 6) {
		fprintf(stderr, "usage: share KEPT OUT OBJECT SOURCE COMPILER FLAG...\n");
		return 2;
	}
	kept = words[1], out = words[2], object = words[3], source = words[4];
	folder = format("%s/%s", kept, name_of(flags_of(words + 5)));
	unlink(object);
	if (taken(folder))
		return 0;
	dependencies = format("%.*sd", (int)strlen(object) - 1, object);
	status = compile(words + 5, (size_t)count - 5, dependencies, &silent);
	if (status == 0 && silent)
		keep(folder, dependencies, before);
	return status;
}
