/* SPDX-License-Identifier: BSD-3-Clause */
/* A process of the host has both C libraries, so the functions of this one get other names. */
#pragma once
#include <skiff/config.h>

#ifdef CONFIG_PLAT_LINUX
#define memcpy	      skiff_memcpy
#define memmove	      skiff_memmove
#define memset	      skiff_memset
#define memcmp	      skiff_memcmp
#define memchr	      skiff_memchr
#define strlen	      skiff_strlen
#define strnlen	      skiff_strnlen
#define strcmp	      skiff_strcmp
#define strncmp	      skiff_strncmp
#define strcpy	      skiff_strcpy
#define strncpy	      skiff_strncpy
#define strcat	      skiff_strcat
#define strchr	      skiff_strchr
#define strrchr	      skiff_strrchr
#define strstr	      skiff_strstr
#define strspn	      skiff_strspn
#define strcspn	      skiff_strcspn
#define strpbrk	      skiff_strpbrk
#define strtok_r      skiff_strtok_r
#define strdup	      skiff_strdup
#define strerror      skiff_strerror
#define strlcpy	      skiff_strlcpy
#define strtol	      skiff_strtol
#define strtoll	      skiff_strtoll
#define strtoul	      skiff_strtoul
#define strtoull      skiff_strtoull
#define atoi	      skiff_atoi
#define atol	      skiff_atol
#define qsort	      skiff_qsort
#define bsearch	      skiff_bsearch
#define rand	      skiff_rand
#define srand	      skiff_srand
#define malloc	      skiff_malloc
#define calloc	      skiff_calloc
#define realloc	      skiff_realloc
#define aligned_alloc skiff_aligned_alloc
#define free	      skiff_free
#define exit	      skiff_exit
#define _Exit	      skiff__Exit
#define atexit	      skiff_atexit
#define abort	      skiff_abort
#define printf	      skiff_printf
#define vprintf	      skiff_vprintf
#define snprintf      skiff_snprintf
#define vsnprintf     skiff_vsnprintf
#define sprintf	      skiff_sprintf
#define puts	      skiff_puts
#define putchar	      skiff_putchar
#define errno	      skiff_errno
#endif
