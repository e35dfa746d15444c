/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "replace.h"

#define TEMPORARIES 8

static char *temporaries[TEMPORARIES];

static struct {
	dev_t device;
	ino_t file;
} * inputs;
static size_t input_count;

static void *sure(void *memory)
{
	if (!memory) {
		fprintf(stderr, "bulkhead: out of memory\n");
		exit(2);
	}
	return memory;
}

void replace_protect(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return;
	inputs = sure(realloc(inputs, (input_count + 1) * sizeof(*inputs)));
	inputs[input_count].device = status.st_dev;
	inputs[input_count++].file = status.st_ino;
}

void replace_forget(void)
{
	free(inputs);
	inputs = NULL;
	input_count = 0;
}

static bool is_input(const struct stat *status)
{
	for (size_t i = 0; i < input_count; i++)
		if (inputs[i].device == status->st_dev && inputs[i].file == status->st_ino)
			return true;
	return false;
}

/* Removes the temporary files and dies of the signal: only what a signal handler may do (POSIX.1-2017, 2.4.3). */
static void on_signal(int number)
{
	for (size_t i = 0; i < TEMPORARIES; i++)
		if (temporaries[i])
			unlink(temporaries[i]);
	signal(number, SIG_DFL);
	raise(number);
}

void temporary_begin(const char *path)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction before, ours = {.sa_handler = on_signal};
	size_t slot = 0;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!sigaction(numbers[i], NULL, &before) && before.sa_handler == SIG_DFL)
			sigaction(numbers[i], &ours, NULL);
	signal(SIGXFSZ, SIG_IGN); /* a file too large is an error of write(), not the end */
	while (slot < TEMPORARIES - 1 && temporaries[slot])
		slot++;
	temporaries[slot] = sure(strdup(path));
}

int temporary_make(char *path)
{
	sigset_t all, before;
	int file;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	file = mkstemp(path);
	if (file >= 0)
		temporary_begin(path);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return file;
}

void temporary_done(const char *path, bool remove)
{
	if (remove)
		unlink(path);
	for (size_t i = 0; i < TEMPORARIES; i++) {
		char *name = temporaries[i];

		if (name && !strcmp(name, path)) {
			temporaries[i] = NULL;
			free(name);
		}
	}
}

const char *replace_begin(struct replace *replace, const char *path, bool stream)
{
	struct stat status;
	size_t size;

	*replace = (struct replace){0};
	if (!stat(path, &status)) {
		if (S_ISDIR(status.st_mode))
			return strerror(EISDIR);
		if (!S_ISREG(status.st_mode) && stream) {
			replace->file = fopen(path, "wb");
			return replace->file ? NULL : strerror(errno);
		}
		if (!S_ISREG(status.st_mode))
			return "is no regular file";
		if (is_input(&status))
			return "is an input, not written over";
		/* A symbolic link stays; its target is replaced. */
		replace->path = realpath(path, NULL);
	}
	if (!replace->path)
		replace->path = sure(strdup(path));
	size = strlen(replace->path) + 32;
	replace->temporary = sure(malloc(size));
	snprintf(replace->temporary, size, "%s.%ld.tmp", replace->path, (long)getpid());
	temporary_begin(replace->temporary);
	replace->file = fopen(replace->temporary, "wbx");
	if (!replace->file) {
		const char *why = strerror(errno);

		temporary_done(replace->temporary, false);
		free(replace->temporary);
		free(replace->path);
		*replace = (struct replace){0};
		return why;
	}
	return NULL;
}

const char *replace_close(struct replace *replace)
{
	int error = 0;

	if (ferror(replace->file))
		error = errno ? errno : EIO;
	else if (fflush(replace->file))
		error = errno;
	if (fclose(replace->file) && !error)
		error = errno;
	replace->file = NULL;
	if (!error)
		return NULL;
	replace_end(replace, false);
	return strerror(error);
}

const char *replace_end(struct replace *replace, bool good)
{
	const char *why = NULL;

	if (!replace->temporary)
		return NULL;
	if (good && rename(replace->temporary, replace->path)) {
		why = strerror(errno);
		good = false;
	}
	temporary_done(replace->temporary, !good);
	free(replace->temporary);
	free(replace->path);
	*replace = (struct replace){0};
	return why;
}
