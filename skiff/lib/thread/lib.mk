# SPDX-License-Identifier: BSD-3-Clause
srcs-y := thread.c stack.c wait.c idle.c
tests-y := test/thread.c test/sched.c test/tls.c
