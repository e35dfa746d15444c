/* SPDX-License-Identifier: BSD-3-Clause */
/* Measures what POSIX calls cost. Under `-icount shift=0` a nanosecond is an instruction. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <skiff/arch.h>
#include <skiff/init.h>
#include <skiff/plat.h>

#define ROUNDS	   1000
#define BLOCK	   4096
#define NS_PER_SEC 1000000000u

static char block[BLOCK];
static int file;

static uint64_t ns(void)
{
	return counter_read() * (NS_PER_SEC / machine.counter_hz);
}

static void read_block(void)
{
	pread(file, block, BLOCK, 0);
}

static void write_block(void)
{
	pwrite(file, block, BLOCK, 0);
}

static void nothing(void)
{
}

static void ask_pid(void)
{
	getpid();
}

static void open_close(void)
{
	close(open("/data", O_RDONLY));
}

static uint64_t rounds(void (*volatile operation)(void))
{
	uint64_t began = ns();

	for (int i = 0; i < ROUNDS; i++)
		operation();
	return ns() - began;
}

static void figure(const char *name, void (*operation)(void))
{
	uint64_t loop = rounds(nothing), all = rounds(operation);

	printf("posix.%s %lu instructions\n", name, (unsigned long)((all - loop) / ROUNDS));
}

int main(int argc, char **argv)
{
	uint64_t at_main = counter_read();

	(void)argc, (void)argv;
	printf("posix.boot_%s %lu instructions\n", CONFIG_PLAT_NAME,
	       (unsigned long)((at_main - machine.started) * (NS_PER_SEC / machine.counter_hz)));
	file = open("/data", O_RDWR | O_CREAT, 0600);
	if (file < 0 || write(file, block, BLOCK) != BLOCK)
		return 1;
	figure("getpid", ask_pid);
	figure("file_read_4k", read_block);
	figure("file_write_4k", write_block);
	figure("open_close", open_close);
	return 0;
}
