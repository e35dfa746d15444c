# SPDX-License-Identifier: BSD-3-Clause
# libc.a calls these functions, and link-time optimisation doesn't see libc.a.
cflags-y := -fno-lto
srcs-y := archive.c
# A packed program's archive is appended to the image.
srcs-$(if $(CONFIG_LIB_PROGRAM),,y) += own.c image.S
tests-$(or $(CONFIG_POSIX_RAM_ROOT),$(CONFIG_POSIX_ARCHIVE_ROOT)) := test/archive.c
archive-root := $(or $(wildcard $(SKIFF_APP)/root),lib/posix-archive/test/root)
cflags-y += -DARCHIVE='"$(O)/archive.cpio"'
prepare += $(O)/archive.cpio

# Owner and time don't depend on the build, so that an image is reproducible.
$(O)/archive.cpio: $(shell find $(archive-root))
	@cd $(archive-root) && find . -mindepth 1 | LC_ALL=C sort | \
		cpio --quiet --reproducible -R 0:0 -H newc -o >$@
$(O)/obj/lib/posix-archive/image.S.o: $(O)/archive.cpio
