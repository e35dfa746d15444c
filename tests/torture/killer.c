/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ends lives of one image on QEMU at chosen instructions, by QEMU's debugger protocol (GDB manual, appendix E).
 *   killer SOCKET IMAGE extension|vm each FIRST STEP MOST [KIND]
 *   killer SOCKET IMAGE extension|vm random COUNT SEED
 *
 * A passage is an activation of an extension, or what a VM does from one wait to the next. `each` traces some passages and
 * chooses the longest that has come twice. It kills at instruction FIRST of such a passage, at FIRST + STEP of a later one, and
 * so on to its end, or MOST times. With KIND, only passages count whose header (x0) has KIND in its low four bits, or, with
 * "boot", a VM's passages from its entry. `random` kills COUNT times, anywhere. Then the machine goes on without the killer.
 *
 * An extension is killed by a jump to address 0, a VM by a call of PSCI SYSTEM_RESET.
 */
#include <elf.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PC	     32u
#define CPSR	     33u
#define WFI	     0xd503207fu
#define HVC_0	     0xd4000002u
#define SYSTEM_RESET 0x84000009u
#define COMPARED     32u /* bytes of code that tell the image from others at the same addresses */
#define PASSAGE_MAX  20000u /* instructions of a passage that is followed */
#define SETTLED	     200u /* passages before the first that counts: a driver sets up its device first */
#define TRACED	     9u /* passages from which the longest that comes again is chosen */
#define ATTEMPTS     5u /* passages in which an instruction is looked for */
#define STARTS	     4u /* places from which a VM waits */
#define PAUSE	     3u /* passages between two kills, so that the load goes on */

/* Of passages: the kind of a request to an extension (bulkhead/request.h), or one of these. */
#define KIND_BOOT (-2)
#define KIND_ANY  (-1)
#define KIND_INIT 0

static int debugger;
static struct {
	uint64_t first, size, entry, hvc;
	uint64_t start[STARTS]; /* where passages begin */
	unsigned starts;
	const uint8_t *code;
	bool vm;
} image;
static uint64_t random_state;
static struct {
	uint64_t pc[PASSAGE_MAX + 1];
} trace, traced[TRACED];
static unsigned kills;

static void die(const char *what)
{
	fprintf(stderr, "killer: %s\n", what);
	exit(1);
}

/* The generator is xorshift64*, by Vigna. */
static uint32_t next_random(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (uint32_t)(random_state * 0x2545f4914f6cdd1dull >> 32);
}

static char get(void)
{
	static char buffer[4096];
	static ssize_t filled, at;

	if (at == filled) {
		filled = read(debugger, buffer, sizeof(buffer));
		at = 0;
		if (filled <= 0)
			die("the machine ended");
	}
	return buffer[at++];
}

/* Send a packet and receive the answer. Acknowledgements are skipped. */
static const char *ask(const char *request)
{
	static char answer[4096];
	char packet[4200];
	uint8_t sum = 0;
	size_t n = 0;
	char c;

	for (const char *p = request; *p; p++)
		sum = (uint8_t)(sum + (uint8_t)*p);
	n = (size_t)snprintf(packet, sizeof(packet), "+$%s#%02x", request, sum);
	if (write(debugger, packet, n) != (ssize_t)n)
		die("the machine ended");
	while (get() != '$')
		;
	for (n = 0; (c = get()) != '#' && n < sizeof(answer) - 1; n++)
		answer[n] = c;
	answer[n] = '\0';
	get();
	get();
	return answer;
}

static const char *askf(const char *format, uint64_t a, uint64_t b)
{
	char request[128];

	snprintf(request, sizeof(request), format, a, b);
	return ask(request);
}

/* A register's bytes come in the order of memory. */
static uint64_t register_read(unsigned number)
{
	const char *text = askf("p%" PRIx64, number, 0);
	uint64_t value = 0;
	unsigned byte;

	for (unsigned i = 0; sscanf(text + 2 * i, "%2x", &byte) == 1 && i < 8; i++)
		value |= (uint64_t)byte << 8 * i;
	return value;
}

static void register_write(unsigned number, uint64_t value)
{
	askf("P%" PRIx64 "=%016" PRIx64, number, __builtin_bswap64(value));
}

static void breakpoint(bool on, uint64_t address)
{
	askf(on ? "Z0,%" PRIx64 ",4" : "z0,%" PRIx64 ",4", address, 0);
}

static uint32_t instruction(uint64_t address)
{
	uint32_t value;

	memcpy(&value, image.code + (address - image.first), sizeof(value));
	return value;
}

static bool inside(uint64_t pc)
{
	return pc >= image.first && pc + 4 <= image.first + image.size;
}

/* Does memory contain the image's own `size` bytes at this address? */
static bool same(uint64_t at, unsigned size)
{
	const uint64_t left = image.first + image.size - at;
	const char *text = askf("m%" PRIx64 ",%" PRIx64, at, left < size ? left : size);
	unsigned byte;

	for (unsigned i = 0; i < size && i < left; i++)
		if (sscanf(text + 2 * i, "%2x", &byte) != 1 ||
		    byte != image.code[at - image.first + i])
			return false;
	return true;
}

/* Is the victim's image at this address now? Other images are linked to the same addresses, and begin in the same way. */
static bool is_victim(uint64_t pc)
{
	return inside(pc) && (register_read(CPSR) >> 2 & 3) == (image.vm ? 1 : 0) &&
	       same(image.first + image.size / 2, COMPARED) && same(pc, COMPARED);
}

static bool is_start(uint64_t pc)
{
	for (unsigned i = 0; i < image.starts; i++)
		if (pc == image.start[i])
			return true;
	return false;
}

/* Breakpoints where the instruction at `pc` may go on, besides the starts. */
static void expect_return(bool on, uint64_t pc)
{
	for (uint64_t at = pc; at <= pc + 4; at += 4)
		if (!is_start(at))
			breakpoint(on, at);
}

/* Go on until the victim is at a breakpoint. @return its address */
static uint64_t run_on(void)
{
	uint64_t pc;

	while (ask("c"), pc = register_read(PC), !is_victim(pc))
		ask("s"); /* Another image has an instruction at this address. A step leaves it. */
	return pc;
}

/* Execute `count` instructions of a passage. @return false: it ended before */
static bool follow(unsigned count, unsigned *length)
{
	uint64_t pc = register_read(PC), next;

	for (*length = 0; *length < count; ++*length) {
		if (image.vm && instruction(pc) == WFI)
			return false;
		ask("s");
		next = register_read(PC);
		if (!inside(next)) {
			expect_return(true, pc);
			next = run_on();
			expect_return(false, pc);
		}
		if (is_start(next))
			return false;
		pc = trace.pc[*length + 1] = next;
	}
	return true;
}

/* Go on to instruction `n` of the traced passage. @return false: this passage doesn't contain it */
static bool run_to(unsigned n)
{
	const uint64_t target = trace.pc[n];
	unsigned times = 0;
	bool there = true;

	for (unsigned i = 1; i <= n; i++)
		times += trace.pc[i] == target;
	if (times == 0)
		return true;
	breakpoint(true, target);
	while (there && times-- > 0) {
		ask("s");
		there = register_read(PC) == target || run_on() == target;
	}
	breakpoint(false, target);
	return there;
}

static void kill_here(void)
{
	if (image.vm)
		register_write(0, SYSTEM_RESET);
	register_write(PC, image.vm ? image.hvc : 0);
	kills++;
}

/* Go to the start of a passage that counts. Lives begin only where one has ended. */
static void find_passage(int kind)
{
	if (kind == KIND_INIT) {
		find_passage(KIND_ANY);
		kill_here();
	}
	do
		ask("s");
	while (!is_start(run_on()) || (kind >= 0 && (int)(register_read(0) & 0xf) != kind));
}

/* Trace some passages, and choose the longest that has come more than once, or else the longest. @return its instructions */
static unsigned trace_passage(int kind)
{
	const unsigned count = kind == KIND_BOOT ? 1 : TRACED;
	unsigned length[TRACED], best = 0, best_times = 0;

	for (unsigned i = 0; i < count; i++) {
		find_passage(kind);
		follow(PASSAGE_MAX, &length[i]);
		if (kind == KIND_BOOT)
			kill_here();
		traced[i] = trace;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned times = 0;

		for (unsigned j = 0; j < count; j++)
			times += length[j] == length[i];
		times = times > 1;
		if (times > best_times || (times == best_times && length[i] > length[best])) {
			best = i;
			best_times = times;
		}
	}
	trace = traced[best];
	return length[best];
}

static void kill_each(unsigned first, unsigned stride, unsigned most, int kind)
{
	unsigned length, missed = 0, done = 0;

	if (kind >= KIND_ANY && kind != KIND_INIT)
		for (unsigned i = 0; i < SETTLED; i++)
			find_passage(KIND_ANY);
	length = trace_passage(kind);
	for (unsigned n = first; n <= length && done < most; n += stride, done++) {
		bool there = false;

		for (unsigned attempt = 0; attempt < ATTEMPTS && !there; attempt++) {
			if (attempt > 0 && kind == KIND_BOOT)
				kill_here();
			find_passage(kind);
			there = run_to(n);
		}
		missed += !there;
		kill_here();
		if (kind >= KIND_ANY)
			for (unsigned i = 0; i < PAUSE; i++)
				find_passage(KIND_ANY);
	}
	printf("killer: %u of the %u instructions of a passage, %u not met again\n", done,
	       length + 1, missed);
}

static void kill_at_random(unsigned count)
{
	unsigned length;

	while (kills < count) {
		for (unsigned i = next_random() % 4; i > 0; i--)
			find_passage(KIND_ANY);
		find_passage(KIND_ANY);
		/* Passages are of all lengths. */
		follow(next_random() % (16u << next_random() % 10), &length);
		kill_here();
	}
}

static void load_image(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = NULL;
	long size = 0;

	if (file && !fseek(file, 0, SEEK_END) && (size = ftell(file)) > 0) {
		rewind(file);
		bytes = malloc((size_t)size);
	}
	if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size ||
	    (size_t)size < sizeof(Elf64_Ehdr))
		die("the image can't be read");
	fclose(file);

	const Elf64_Ehdr *header = (const void *)bytes;
	const Elf64_Phdr *part = (const void *)(bytes + header->e_phoff);

	while (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
		part++;
	image.first = part->p_vaddr;
	image.size = part->p_filesz;
	image.code = bytes + part->p_offset;
	image.entry = header->e_entry;
	for (uint64_t at = image.first; image.vm && inside(at); at += 4) {
		if (instruction(at) == WFI && image.starts < STARTS)
			image.start[image.starts++] = at + 4;
		if (instruction(at) == HVC_0)
			image.hvc = at;
	}
	if (image.starts == 0)
		image.start[image.starts++] = image.entry;
}

static void connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	debugger = socket(AF_UNIX, SOCK_STREAM, 0);
	for (unsigned i = 0; connect(debugger, (struct sockaddr *)&address, sizeof(address)); i++) {
		if (i == 300)
			die("there is no debugger's socket");
		usleep(100000);
	}
	/* QEMU shows registers only to a debugger that has asked for their description. */
	ask("qXfer:features:read:target.xml:0,800");
	/* Timers and interrupts stay on while it steps: otherwise virtual time, and with it -icount, would stand still. */
	ask("Qqemu.sstep=1");
}

int main(int argc, char **argv)
{
	bool each = argc > 7 && !strcmp(argv[4], "each");
	int kind = KIND_ANY;

	if (argc < 7)
		die("SOCKET IMAGE extension|vm each FIRST STEP MOST [KIND] | random COUNT SEED");
	/* If the machine ends during a write, this program must report it and not die of SIGPIPE. */
	signal(SIGPIPE, SIG_IGN);
	image.vm = !strcmp(argv[3], "vm");
	load_image(argv[2]);
	connect_to(argv[1]);
	if (each && argc > 8)
		kind = strcmp(argv[8], "boot") ? atoi(argv[8]) : KIND_BOOT;
	if (kind == KIND_BOOT) {
		for (unsigned i = 0; i < image.starts; i++)
			breakpoint(true, image.start[i] - 4);
		image.start[0] = image.entry;
		image.starts = 1;
	}
	for (unsigned i = 0; i < image.starts; i++)
		breakpoint(true, image.start[i]);
	if (each) {
		kill_each((unsigned)atoi(argv[5]), (unsigned)atoi(argv[6]), (unsigned)atoi(argv[7]),
			  kind);
	} else {
		random_state = strtoull(argv[6], NULL, 0) * 0x9e3779b97f4a7c15ull + 1;
		kill_at_random((unsigned)atoi(argv[5]));
	}
	ask("D");
	printf("killer: %u kills\n", kills);
	return 0;
}
