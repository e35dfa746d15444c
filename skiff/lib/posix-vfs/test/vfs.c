/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/vfs.h>
#include <skiff/test.h>

#define HERE POSIX_AT_FDCWD

static int make(const char *path)
{
	int fd = (int)sys_openat(HERE, path, POSIX_O_CREAT | POSIX_O_EXCL | POSIX_O_RDWR, 0666);

	return fd < 0 ? fd : (int)sys_close(fd);
}

static int64_t look(const char *path)
{
	struct posix_stat s;
	int64_t error = sys_newfstatat(HERE, path, &s, POSIX_AT_SYMLINK_NOFOLLOW);

	return error ? error : (int64_t)(s.mode & POSIX_S_TYPE);
}

static int64_t unlink(const char *path)
{
	return sys_unlinkat(HERE, path, 0);
}

static int64_t rmdir(const char *path)
{
	return sys_unlinkat(HERE, path, POSIX_AT_REMOVEDIR);
}

TEST(path_of_each_form_leads_to_the_same)
{
	CHECK(sys_mkdirat(HERE, "/a", 0777) == 0 && sys_mkdirat(HERE, "/a/b/", 0777) == 0);
	CHECK(make("/a/b/file") == 0);
	CHECK(look("a/b/file") == POSIX_S_REGULAR &&
	      look("//a///b/./../b/file") == POSIX_S_REGULAR);
	CHECK(look("/../a/b") == POSIX_S_DIRECTORY && look("/a/b/") == POSIX_S_DIRECTORY);
	CHECK(look("/a/b/file/") == -ENOTDIR && look("/a/b/file/x") == -ENOTDIR);
	CHECK(look("/a/c/x") == -ENOENT && look("") == -ENOENT && look("/") == POSIX_S_DIRECTORY);
	CHECK(unlink("/a/b/file") == 0 && rmdir("/a/b") == 0 && rmdir("/a/") == 0);
}

TEST(name_and_path_that_are_too_long_are_refused)
{
	char path[VFS_PATH_MAX + 8];

	memset(path, 'n', sizeof(path));
	path[VFS_NAME_MAX] = '\0';
	CHECK(make(path) == 0 && unlink(path) == 0);
	path[VFS_NAME_MAX] = 'n';
	path[VFS_NAME_MAX + 1] = '\0';
	CHECK(make(path) == -ENAMETOOLONG);
	for (size_t i = 0; i < sizeof(path); i++)
		path[i] = i % 2 ? '/' : '.';
	path[VFS_PATH_MAX - 1] = '\0';
	CHECK(look(path) == POSIX_S_DIRECTORY);
	path[VFS_PATH_MAX - 1] = '/';
	path[VFS_PATH_MAX] = '\0';
	CHECK(look(path) == -ENAMETOOLONG);
}

TEST(open_flags_are_obeyed)
{
	int fd;

	CHECK(make("/f") == 0 && make("/f") == -EEXIST);
	CHECK(sys_openat(HERE, "/none", POSIX_O_RDONLY, 0) == -ENOENT);
	CHECK(sys_openat(HERE, "/f", POSIX_O_DIRECTORY, 0) == -ENOTDIR);
	CHECK(sys_openat(HERE, "/", POSIX_O_RDWR, 0) == -EISDIR);
	fd = (int)sys_openat(HERE, "/f", POSIX_O_RDWR, 0);
	CHECK(sys_write(fd, "abc", 3) == 3);
	sys_close(fd);
	fd = (int)sys_openat(HERE, "/f", POSIX_O_RDWR | POSIX_O_TRUNC, 0);
	CHECK(sys_lseek(fd, 0, POSIX_SEEK_END) == 0);
	sys_close(fd);
	CHECK(sys_openat(HERE, "/g/", POSIX_O_RDWR | POSIX_O_CREAT, 0) == -EISDIR);
	CHECK(unlink("/f") == 0);
}

TEST(umask_takes_permissions_away)
{
	struct posix_stat s;
	int64_t before = sys_umask(027);

	CHECK(before == 022 && make("/m") == 0);
	CHECK(sys_newfstatat(HERE, "/m", &s, 0) == 0 && (s.mode & 07777) == 0640);
	CHECK(sys_umask((uint32_t)before) == 027);
	CHECK(sys_fchmodat(HERE, "/m", 0111) == 0 && sys_faccessat(HERE, "/m", 1) == 0);
	CHECK(sys_fchmodat(HERE, "/m", 0) == 0 && sys_faccessat(HERE, "/m", 1) == -EACCES);
	CHECK(sys_fchownat(HERE, "/m", 0, 0, 0) == 0);
	CHECK(sys_fchownat(HERE, "/m", 7, 0, 0) == -EINVAL);
	CHECK(unlink("/m") == 0);
}

TEST(directory_is_removed_only_when_empty)
{
	CHECK(sys_mkdirat(HERE, "/d", 0777) == 0 && sys_mkdirat(HERE, "/d", 0777) == -EEXIST);
	CHECK(make("/d/f") == 0);
	CHECK(rmdir("/d") == -ENOTEMPTY && unlink("/d") == -EISDIR && rmdir("/d/f") == -ENOTDIR);
	CHECK(unlink("/d/f") == 0 && rmdir("/d/.") == -EINVAL && rmdir("/d") == 0);
	CHECK(rmdir("/d") == -ENOENT && rmdir("/") == -EINVAL);
}

TEST(file_lives_until_its_last_descriptor)
{
	char byte = 0;
	int fd;

	CHECK(make("/f") == 0);
	fd = (int)sys_openat(HERE, "/f", POSIX_O_RDWR, 0);
	CHECK(unlink("/f") == 0 && look("/f") == -ENOENT);
	CHECK(sys_write(fd, "x", 1) == 1 && sys_pread64(fd, &byte, 1, 0) == 1 && byte == 'x');
	sys_close(fd);
}

TEST(rename_replaces_and_refuses_what_posix_refuses)
{
	CHECK(make("/a") == 0 && make("/b") == 0 && sys_mkdirat(HERE, "/d", 0777) == 0);
	CHECK(sys_mkdirat(HERE, "/d/e", 0777) == 0);
	CHECK(sys_renameat(HERE, "/a", HERE, "/b") == 0 && look("/a") == -ENOENT);
	CHECK(sys_renameat(HERE, "/b", HERE, "/b") == 0 && look("/b") == POSIX_S_REGULAR);
	CHECK(sys_renameat(HERE, "/b", HERE, "/d") == -EISDIR);
	CHECK(sys_renameat(HERE, "/d", HERE, "/b") == -ENOTDIR);
	CHECK(sys_renameat(HERE, "/d", HERE, "/d/e/x") == -EINVAL);
	CHECK(sys_renameat(HERE, "/b", HERE, "/d/f") == 0 && look("/d/f") == POSIX_S_REGULAR);
	CHECK(sys_renameat(HERE, "/none", HERE, "/x") == -ENOENT);
	CHECK(sys_mkdirat(HERE, "/g", 0777) == 0);
	CHECK(sys_renameat(HERE, "/d", HERE, "/g") == 0 && look("/g/e/..") == POSIX_S_DIRECTORY);
	CHECK(sys_renameat(HERE, "/g/e", HERE, "/h") == 0 && look("/h/../g/f") == POSIX_S_REGULAR);
	CHECK(unlink("/g/f") == 0 && rmdir("/g") == 0 && rmdir("/h") == 0);
}

TEST(hard_links_share_the_file)
{
	struct posix_stat a, b;

	CHECK(make("/a") == 0 && sys_linkat(HERE, "/a", HERE, "/b", 0) == 0);
	CHECK(sys_newfstatat(HERE, "/a", &a, 0) == 0 && sys_newfstatat(HERE, "/b", &b, 0) == 0);
	CHECK(a.inode == b.inode && b.links == 2);
	CHECK(sys_linkat(HERE, "/a", HERE, "/b", 0) == -EEXIST);
	CHECK(sys_linkat(HERE, "/", HERE, "/c", 0) == -EPERM);
	CHECK(unlink("/a") == 0 && look("/b") == POSIX_S_REGULAR && unlink("/b") == 0);
}

TEST(symbolic_links_are_followed_but_not_for_ever)
{
	char text[16];

	CHECK(sys_mkdirat(HERE, "/d", 0777) == 0 && make("/d/f") == 0);
	CHECK(sys_symlinkat("d", HERE, "/l") == 0 && sys_symlinkat("/d/f", HERE, "/d/abs") == 0);
	CHECK(look("/l") == POSIX_S_LINK && look("/l/") == POSIX_S_DIRECTORY);
	CHECK(look("/l/f") == POSIX_S_REGULAR);
	CHECK(sys_readlinkat(HERE, "/l/abs", text, sizeof(text)) == 4);
	CHECK(memcmp(text, "/d/f", 4) == 0 && sys_readlinkat(HERE, "/d", text, 16) == -EINVAL);
	CHECK(sys_openat(HERE, "/l", POSIX_O_NOFOLLOW, 0) == -ELOOP);
	CHECK(sys_symlinkat("two", HERE, "/one") == 0 && sys_symlinkat("one", HERE, "/two") == 0);
	CHECK(sys_openat(HERE, "/one", POSIX_O_RDONLY, 0) == -ELOOP);
	CHECK(sys_symlinkat("/", HERE, "/root") == 0);
	CHECK(look("/root/d/f") == POSIX_S_REGULAR && look("/root/") == POSIX_S_DIRECTORY);
	CHECK(unlink("/l") == 0 && unlink("/d/abs") == 0 && unlink("/d/f") == 0 &&
	      rmdir("/d") == 0);
	CHECK(unlink("/one") == 0 && unlink("/two") == 0 && unlink("/root") == 0);
}

/* struct linux_dirent64 */
static const char *name_at(const char *buffer, int64_t at, uint16_t *size)
{
	memcpy(size, buffer + at + 16, sizeof(*size));
	return buffer + at + 19;
}

TEST(directory_is_read_whole_while_names_go)
{
	char buffer[64], path[] = "/r/0";
	int64_t n;
	int found = 0, fd;

	CHECK(sys_mkdirat(HERE, "/r", 0777) == 0);
	for (path[3] = '0'; path[3] <= '9'; path[3]++)
		CHECK(make(path) == 0);
	fd = (int)sys_openat(HERE, "/r", POSIX_O_DIRECTORY, 0);
	while ((n = sys_getdents64(fd, buffer, sizeof(buffer))) > 0) {
		uint16_t size;

		for (int64_t at = 0; at < n; at += size) {
			const char *name = name_at(buffer, at, &size);

			if (name[0] == '.')
				continue;
			path[3] = name[0];
			CHECK(unlink(path) == 0);
			found++;
		}
	}
	CHECK(n == 0 && found == 10);
	CHECK(sys_getdents64(fd, buffer, 8) == 0 && sys_getdents64(1, buffer, 64) == -ENOTDIR);
	sys_close(fd);
	CHECK(rmdir("/r") == 0);
}

TEST(mount_is_seen_in_its_directory_and_held)
{
	char buffer[512];
	int fd = (int)sys_openat(HERE, "/", POSIX_O_DIRECTORY, 0), found = 0;
	int64_t n = sys_getdents64(fd, buffer, sizeof(buffer));
	uint16_t size;

	for (int64_t at = 0; at < n; at += size)
		found += strcmp(name_at(buffer, at, &size), "dev") == 0;
	CHECK(found == 1);
	sys_close(fd);
	CHECK(rmdir("/dev") == -EBUSY && sys_renameat(HERE, "/dev", HERE, "/x") == -EBUSY);
	CHECK(look("/dev/../dev/null") == POSIX_S_CHARACTER);
	CHECK(make("/x") == 0 && sys_linkat(HERE, "/x", HERE, "/dev/x", 0) == -EXDEV);
	CHECK(sys_renameat(HERE, "/x", HERE, "/dev/x") == -EXDEV && unlink("/x") == 0);
}

TEST(working_directory_can_be_changed_and_told)
{
	char path[64];
	int fd;

	CHECK(sys_mkdirat(HERE, "/w", 0777) == 0 && sys_mkdirat(HERE, "/w/x", 0777) == 0);
	CHECK(sys_chdir("/w/x") == 0 && sys_getcwd(path, sizeof(path)) == 5);
	CHECK(strcmp(path, "/w/x") == 0 && sys_getcwd(path, 4) == -ERANGE);
	CHECK(make("here") == 0 && look("/w/x/here") == POSIX_S_REGULAR && unlink("here") == 0);
	CHECK(sys_chdir("/dev") == 0 && sys_getcwd(path, 64) == 5 && strcmp(path, "/dev") == 0);
	fd = (int)sys_openat(HERE, "/w", POSIX_O_DIRECTORY, 0);
	CHECK(sys_fchdir(fd) == 0 && sys_getcwd(path, 64) == 3 && strcmp(path, "/w") == 0);
	CHECK(sys_fchdir(0) == -ENOTDIR && sys_fchdir(99) == -EBADF && sys_chdir("/dev") == 0);
	sys_close(fd);
	CHECK(sys_chdir("null") == -ENOTDIR && sys_chdir("none") == -ENOENT);
	/* One that is removed under the process can't be told, and nothing can be made in it. */
	CHECK(sys_chdir("/w/x") == 0 && rmdir("/w/x") == 0 && rmdir("/w") == 0);
	CHECK(sys_getcwd(path, sizeof(path)) == -ENOENT && make("new") == -ENOENT);
	CHECK(sys_chdir("..") == 0 && sys_chdir("/") == 0);
	CHECK(sys_getcwd(path, sizeof(path)) == 2 && strcmp(path, "/") == 0);
}

TEST(times_and_sizes_can_be_set_by_name)
{
	struct posix_timespec times[2] = {{100, 5}, {200, 0x3ffffffe}};
	struct posix_stat s;

	CHECK(make("/t") == 0 && sys_truncate("/t", 5000) == 0);
	CHECK(sys_utimensat(HERE, "/t", times, 0) == 0);
	CHECK(sys_newfstatat(HERE, "/t", &s, 0) == 0 && s.size == 5000 && s.blocks == 16);
	CHECK(s.accessed.seconds == 100 && s.accessed.nanoseconds == 5 &&
	      s.modified.seconds != 200);
	CHECK(sys_truncate("/t", -1) == -EINVAL && sys_truncate("/", 0) == -EISDIR);
	CHECK(unlink("/t") == 0);
}
