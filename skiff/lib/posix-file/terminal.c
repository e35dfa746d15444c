/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file: descriptors 0, 1 and 2. */
#include <errno.h>
#include <string.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/posix/file.h>
#include <skiff/posix/terminal.h>

/* ioctl requests (asm-generic/ioctls.h) */
#define TCGETS	   0x5401u
#define TCSETS	   0x5402u
#define TCSETSF	   0x5404u
#define TIOCGWINSZ 0x5413u

#define DEVICE_CONSOLE (5u << 8 | 1u) /* /dev/console of Linux's list of devices */

/* struct termios and struct winsize of Linux. */
struct settings {
	uint32_t input, output, control, local;
	uint8_t line, characters[19];
};
struct window {
	uint16_t rows, columns, width, height;
};
static struct settings settings;

/* A platform or driver with input replaces this. */
__attribute__((weak)) int64_t console_read(void *to, size_t size);
__attribute__((weak)) int64_t console_read(void *to, size_t size)
{
	(void)to, (void)size;
	return 0;
}

static int64_t terminal_read(struct file *file, void *to, size_t size, int64_t at)
{
	(void)file, (void)at;
	return console_read(to, size);
}

static int64_t terminal_write(struct file *file, const void *from, size_t size, int64_t at)
{
	(void)file, (void)at;
	console_write(from, size);
	return (int64_t)size;
}

static int terminal_stat(struct file *file, struct posix_stat *to)
{
	(void)file;
	to->mode = POSIX_S_CHARACTER | 0620;
	to->links = 1;
	to->special = DEVICE_CONSOLE;
	to->block_size = 1024;
	return 0;
}

static int64_t terminal_ioctl(struct file *file, unsigned long request, void *argument)
{
	(void)file;
	switch (request) {
	case TCGETS:
		memcpy(argument, &settings, sizeof(settings));
		return 0;
	case TIOCGWINSZ:
		*(struct window *)argument = (struct window){24, 80, 0, 0};
		return 0;
	default:
		if (request < TCSETS || request > TCSETSF)
			return -ENOTTY;
		memcpy(&settings, argument, sizeof(settings));
		return 0;
	}
}

const struct file_ops terminal_ops = {
    .read = terminal_read,
    .write = terminal_write,
    .stat = terminal_stat,
    .ioctl = terminal_ioctl,
};

static void terminal_init(void)
{
	file_open(&terminal_ops, NULL, POSIX_O_RDWR);
	sys_dup(0);
	sys_dup(0);
}
INIT(INIT_DEVICE, terminal_init);
