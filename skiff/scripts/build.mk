# SPDX-License-Identifier: BSD-3-Clause
# The rules of one image, from CONFIG_*. Included by Makefile.
comma := ,
# Prints a command's line, unless make runs with -s.
say := $(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)
plat := $(CONFIG_PLAT_NAME)

# Flags that all platforms share; each platform's plat.mk adds the tool chain.
CFLAGS := -std=c11 -Wall -Wextra -Werror -Wmissing-prototypes -ffreestanding -g \
	-ffunction-sections -fdata-sections -fno-common -fno-stack-protector \
	-ffile-prefix-map=$(ROOT)/= -ffile-prefix-map=$(O)=build
CFLAGS += $(if $(CONFIG_OPTIMISE_SPEED),-O2,$(if $(CONFIG_OPTIMISE_DEBUG),-Og,-Os))
CFLAGS += $(if $(CONFIG_FRAME_POINTER),-fno-omit-frame-pointer,-fomit-frame-pointer)
CFLAGS += $(if $(CONFIG_LTO),-flto -fno-fat-lto-objects -flto-partition=one)
CFLAGS += $(if $(CONFIG_LIB_CRASH)$(CONFIG_LIB_EXPLOIT),-fsanitize-coverage=trace-pc)
# A large frame must not skip the guard page below the stack: the code touches each 4 KiB of the frame in order (GCC,
# Instrumentation Options). clang has no such parameter: for x86_64 it always probes every 4 KiB.
CFLAGS += -fstack-clash-protection $(if $(CONFIG_FUZZ),,--param stack-clash-protection-guard-size=12)
CPPFLAGS := -include $(O)/include/skiff/config.h -I$(O)/include -I$(ROOT)/abi -Iinclude
SRCS :=
LDLIBS :=
# Files that libraries fetch before anything is compiled.
prepare :=

include scripts/source.mk

# Called once for each folder: reads $(1)/$(2), which sets srcs-y (and srcs-$(CONFIG_X)), tests-y, cflags-y (flags of this
# folder alone) and ldlibs-y (archives). Sources from a source package have absolute paths, which `within` keeps.
within = $(patsubst $(1)//%,/%,$(addprefix $(1)/,$(2)))
define folder
srcs-y :=
tests-y :=
cflags-y :=
ldlibs-y :=
include $(1)/$(2)
SRCS += $$(call within,$(1),$$(srcs-y) $$(if $$(CONFIG_LIB_TEST),$$(tests-y)))
$$(foreach s,$$(call within,$(1),$$(srcs-y) $$(tests-y)),$$(eval flags-$$(s) := $$(cflags-y)))
LDLIBS += $$(ldlibs-y)
CPPFLAGS += $$(if $$(wildcard $(1)/include),$$(if $$(libc-$(1)),,-I$(1)/include))
endef
# On the host, the platform's own files use the host's C library, and all other files use nolibc.
libc-lib/nolibc := y
libc-include := $(if $(CONFIG_LIB_NOLIBC),-Ilib/nolibc/include)
host-file = $(and $(CONFIG_PLAT_LINUX),$(filter plat/linux/%,$(1)))
# The sources of applications outside this repository are compiled with warnings, but warnings aren't errors there.
app-warnings := $(if $(filter $(ROOT)/%,$(SKIFF_APP)/),,-Wno-error -Wno-unused-parameter -Wno-missing-prototypes)
# All other files see the headers of the chosen C library and of the compiler, never the host's.
no-host-headers = -nostdinc $(libc-include) -isystem $(compiler-headers)
flags-of = $(if $(host-file),,$(no-host-headers) $(app-flags)) $(flags-$(1)) \
	$(if $(filter $(SKIFF_APP)/%,$(1)),-ffile-prefix-map=$(SKIFF_APP)=$(SKIFF_APP_NAME) $(app-warnings))

all-libs := $(notdir $(patsubst %/,%,$(dir $(wildcard lib/*/lib.mk))))
# NAME/OPTION
options := $(join $(all-libs:=/),$(shell echo $(all-libs) | tr 'a-z-' 'A-Z_'))
libs := $(foreach l,$(options),$(if $(CONFIG_LIB_$(notdir $(l))),$(patsubst %/,%,$(dir $(l)))))
$(eval $(call folder,plat/$(plat),plat.mk))
$(if $(CONFIG_ARM64_EL1),$(eval $(call folder,arch/arm64,arch.mk)))
$(foreach l,$(libs),$(eval $(call folder,lib/$(l),lib.mk)))
$(eval $(call folder,$(SKIFF_APP),app.mk))

compiler-headers := $(shell $(CC) -print-file-name=include)
# Images share objects, in one folder for each compiler. Without a compiler for the host, every object is compiled.
HOSTCC ?= gcc
share-tool := $(if $(shell command -v $(HOSTCC)),$(ROOT)/build/skiff/share)
share := $(if $(share-tool),$(share-tool) $(ROOT)/build/skiff/objects/$(shell $(CC) --version | cksum | cut -d' ' -f1) $(O))

tools-missing := $(foreach t,$(CC) $(OBJCOPY),$(if $(shell command -v $(t)),,$(t)))
ifneq ($(strip $(tools-missing)),)
$(error not found: $(tools-missing). `make setup` at the top installs what is needed)
endif

# The application's objects are in obj/app/, whatever its path is.
object = $(O)/obj/$(patsubst $(sources)/%,source/%,$(patsubst $(SKIFF_APP)/%,app/%,$(1))).o
objects := $(foreach s,$(SRCS),$(call object,$(s)))
config.h := $(O)/include/skiff/config.h
image := $(O)/$(SKIFF_APP_NAME)
.DEFAULT_GOAL := all

$(config.h): $(O)/config.mk

# A change of the command line (compiler, flags) rebuilds, too.
command := $(CC) $(CPPFLAGS) $(libc-include) $(CFLAGS) $(LDFLAGS) $(LDLIBS)
ifneq ($(strip $(command)),$(strip $(file <$(O)/.command)))
$(file >$(O)/.command,$(command))
endif

ifneq ($(share-tool),)
$(share-tool): scripts/share.c
	@mkdir -p $(@D) && $(HOSTCC) -std=c11 -O2 $< -o $@.$$$$ && mv $@.$$$$ $@
endif

define compile
$(call object,$(1)): $(1) $(config.h) $(O)/.command | $(prepare) $(share-tool)
	@mkdir -p $$(@D)
	$(if $(V),,@$(say) "  CC  $$(patsubst $(SKIFF_APP)/%,$(SKIFF_APP_NAME)/%,$(1))";) \
	$(if $(share),$(share) $$@ $$<) $(CC) $(if $(share),,-MD -MP -c $$< -o $$@) \
		$(CPPFLAGS) $(CFLAGS) $(call flags-of,$(1))
endef
$(foreach s,$(SRCS),$(eval $(call compile,$(s))))
-include $(objects:.o=.d)

ifneq ($(linker-script),)
$(O)/image.lds: $(linker-script) $(config.h) $(O)/.command
	@$(CC) $(CPPFLAGS) -E -P -x c -D__ASSEMBLER__ -MMD -MT $@ -MF $@.d $< -o $@
-include $(O)/image.lds.d
endif

$(image).elf: $(objects) $(if $(linker-script),$(O)/image.lds) $(O)/.command
	$(if $(V),,@$(say) "  LD  $(notdir $@)";) \
	$(CC) $(CFLAGS) $(if $(app-warnings),-Wno-error -Wno-lto-type-mismatch) $(LDFLAGS) $(if $(linker-script),-Wl$(comma)-T$(comma)$(O)/image.lds) \
		-Wl,-Map=$(image).map $(objects) $(LDLIBS) -o $@

$(image).bin: $(image).elf
	@$(OBJCOPY) -O binary $< $@

.PHONY: all size
all: $(image).elf $(if $(raw-image),$(image).bin)

size: all
	@{ $(READELF) --debug-dump=info $(image).elf; $(NM) -S -l --defined-only $(image).elf; } | \
		awk -f scripts/size.awk
	@$(SIZE) $(image).elf
	@$(if $(raw-image),stat -c 'raw image: %s bytes' $(image).bin)

