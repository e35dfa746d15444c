/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local variables. On linux, all threads share the process's variables; musl makes its own. */
#include <stddef.h>
#include <skiff/test.h>
#include <skiff/thread.h>

static __thread int five = 5, none;
static __thread struct {
	_Alignas(64) char text[8];
} aligned = {"text"};

TEST(main_has_thread_local_variables)
{
	CHECK(five == 5 && none == 0 && aligned.text[3] == 't' && aligned.text[4] == '\0');
	CHECK((uintptr_t)&aligned % 64 == 0);
}

#if !defined(CONFIG_PLAT_LINUX) && !defined(CONFIG_TLS)
static bool right;

static void own(void *argument)
{
	int mine = (int)(intptr_t)argument;

	right = right && five == 5 && none == 0 && aligned.text[0] == 't' &&
		(uintptr_t)&aligned % 64 == 0;
	five += mine;
	none = mine;
	thread_yield();
	right = right && five == 5 + mine && none == mine;
}

TEST(threads_have_their_own_thread_local_variables)
{
	struct thread *t[12];

	right = true;
	five = 7;
	for (int i = 0; i < 12; i++)
		t[i] = thread_create("tls", own, (void *)(intptr_t)(i + 1), PRIORITY_DEFAULT,
				     i % 3 == 0 ? 1 : 0);
	for (int i = 0; i < 12; i++)
		thread_join(t[i]);
	CHECK(right && five == 7 && none == 0);
	five = 5;
}
#endif
