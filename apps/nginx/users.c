/* SPDX-License-Identifier: BSD-3-Clause */
/* Replaces musl's functions, which read /etc/passwd and /etc/group: nginx looks up the user that it is to run as, and there is
 * only one. */
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <string.h>

struct passwd *getpwnam(const char *name)
{
	static struct passwd user = {
	    .pw_name = "root", .pw_passwd = "", .pw_gecos = "", .pw_dir = "/", .pw_shell = ""};

	return strcmp(name, user.pw_name) == 0 ? &user : NULL;
}

struct group *getgrnam(const char *name)
{
	static char *members[] = {NULL};
	static struct group group = {.gr_name = "root", .gr_passwd = "", .gr_mem = members};

	return strcmp(name, group.gr_name) == 0 ? &group : NULL;
}
