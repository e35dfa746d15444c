# SPDX-License-Identifier: BSD-3-Clause
# The reference secure world: build/secure/flash.bin (below a hypervisor) and flash-plain.bin (plain Linux).

SECURE := $(BUILD)/secure
SECURE_DEB := $(SECURE)/deb
SECURE_DEB_LIB := $(SECURE_DEB)/usr/lib/aarch64-linux-gnu
SECURE_PICOLIBC := /usr/lib/picolibc/aarch64-linux-gnu/lib/release/libc.a
SECURE_NS_ENTRY ?= 0x60000000

SECURE_CFLAGS := $(TARGET_CFLAGS) -Isecure/common -DNS_ENTRY=$(SECURE_NS_ENTRY) \
	-ffunction-sections -fdata-sections -fno-pic -fno-pie
SECURE_LDFLAGS := -nostdlib -static --gc-sections --no-warn-rwx-segments -z max-page-size=4096 --build-id=none

SECURE_MONITOR_SRC := $(addprefix secure/monitor/,boot.S vectors.S fp.S main.c cpu.c gic.c world.c psci.c trng.c smc.c) \
	secure/common/mmu.c secure/common/console.c
SECURE_TEE_SRC := $(addprefix secure/tee/,entry.S guard.S asid.c boot.c devicetree.c heap.c libc.c msg.c notif.c nsmem.c \
	object.c partition.c rng.c rpc.c session.c shm.c smc.c thread.c) \
	$(addprefix secure/ta/,list.c hello.c random.c aes.c storage.c bench.c devices.c) \
	secure/common/mmu.c secure/common/console.c

SECURE_LIBGCC = $(shell $(CROSS_CC) -print-libgcc-file-name)

secure-objects = $(patsubst %,$(SECURE)/$(1)/%.o,$(basename $(2)))
SECURE_MONITOR_OBJ := $(call secure-objects,monitor,$(SECURE_MONITOR_SRC))
SECURE_TEE_OBJ := $(call secure-objects,tee,$(SECURE_TEE_SRC))
SECURE_MODE_OBJ := $(call secure-objects,tee,secure/tee/mode_virt secure/tee/mode_plain)

ALL += $(SECURE)/flash.bin $(SECURE)/flash-plain.bin

# Cryptography and device-tree library of Debian, linked statically.
$(SECURE_DEB)/.request: tools/apt-fetch.sh
	$(QUIET)tools/apt-fetch.sh bookworm arm64 $(SECURE_DEB) libmbedtls-dev libfdt-dev
	$(QUIET)touch $@

$(SECURE)/monitor/%.o: CFLAGS_ROOM := -Isecure/monitor -I$(SECURE)/monitor
$(SECURE)/tee/%.o: CFLAGS_ROOM := -Isecure/tee -Isecure/ta -I$(SECURE)/tee -I$(SECURE_DEB)/usr/include
$(SECURE)/monitor/offsets.h: CFLAGS_ROOM := -Isecure/monitor
$(SECURE)/tee/offsets.h: CFLAGS_ROOM := -Isecure/tee

define secure-rules
$(SECURE)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(QUIET)$(CROSS_CC) $(SECURE_CFLAGS) $$(CFLAGS_ROOM) -c $$< -o $$@

$(SECURE)/$(1)/%.o: %.S $(SECURE)/$(1)/offsets.h
	@mkdir -p $$(@D)
	$$(QUIET)$(CROSS_CC) $(SECURE_CFLAGS) $$(CFLAGS_ROOM) -D__ASSEMBLER__ -c $$< -o $$@

$(SECURE)/$(1)/offsets.h: secure/$(1)/offsets.c
	@mkdir -p $$(@D)
	$$(QUIET)$(CROSS_CC) $(SECURE_CFLAGS) $$(CFLAGS_ROOM) -MT $$@ -MF $$@.d -S -o - $$< | \
		sed -n 's/^->\([A-Z0-9_]*\) [^0-9]*\([0-9]*\)$$$$/.equ \1, \2/p' > $$@

$(SECURE)/$(1)/%.ld: secure/$(1)/%.ld.S
	@mkdir -p $$(@D)
	$$(QUIET)$(CROSS_CC) -E -P -x assembler-with-cpp -D__ASSEMBLER__ -Isecure/common -MMD -MT $$@ -MF $$@.d $$< -o $$@
endef
$(eval $(call secure-rules,monitor))
$(eval $(call secure-rules,tee))

$(SECURE_TEE_OBJ) $(SECURE_MODE_OBJ): | $(SECURE_DEB)/.request

$(SECURE)/monitor.elf: $(SECURE_MONITOR_OBJ) $(SECURE)/monitor/monitor.ld
	$(QUIET)$(CROSS_LD) $(SECURE_LDFLAGS) -T $(SECURE)/monitor/monitor.ld $(SECURE_MONITOR_OBJ) -o $@

$(SECURE)/tee-%.elf: $(SECURE_TEE_OBJ) $(SECURE)/tee/secure/tee/mode_%.o $(SECURE)/tee/tee.ld $(SECURE_DEB)/.request
	$(QUIET)$(CROSS_LD) $(SECURE_LDFLAGS) -T $(SECURE)/tee/tee.ld $(SECURE_TEE_OBJ) \
		$(SECURE)/tee/secure/tee/mode_$*.o $(SECURE_DEB_LIB)/libmbedcrypto.a $(SECURE_DEB_LIB)/libfdt.a \
		$(SECURE_PICOLIBC) $(SECURE_LIBGCC) -o $@

$(SECURE)/%.bin: $(SECURE)/%.elf
	$(QUIET)$(CROSS_OBJCOPY) -O binary $< $@

# The TEE follows the monitor at FLASH_TEE_OFFSET.
$(SECURE)/flash.bin: TEE := $(SECURE)/tee-virt.bin
$(SECURE)/flash-plain.bin: TEE := $(SECURE)/tee-plain.bin
$(SECURE)/flash.bin: $(SECURE)/tee-virt.bin
$(SECURE)/flash-plain.bin: $(SECURE)/tee-plain.bin
$(SECURE)/flash.bin $(SECURE)/flash-plain.bin: $(SECURE)/monitor.bin
	$(QUIET)cp $(SECURE)/monitor.bin $@
	$(QUIET)truncate -s 131072 $@
	$(QUIET)cat $(TEE) >> $@

.PRECIOUS: $(SECURE)/tee-%.elf $(SECURE)/%.bin
-include $(shell find $(SECURE)/monitor $(SECURE)/tee $(SECURE)/el2 $(SECURE)/unit -name '*.d' 2>/dev/null)

# --- Tests --------------------------------------------------------------------------------------

# The tests' normal world: the kit at EL2, with a machine of its own (support.c).
SECURE_EL2_OBJ := $(patsubst %,$(SECURE)/el2/%.o,$(wildcard secure/test/*.[cS]) tests/kit/start.S tests/kit/guest.c)
SECURE_EL2_FLAGS := $(SECURE_CFLAGS) -Isecure -Isecure/test -Itests -DKIT_EL=2 -fno-tree-loop-distribute-patterns

$(SECURE)/el2/%.c.o: %.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(SECURE_EL2_FLAGS) -c $< -o $@

$(SECURE)/el2/%.S.o: %.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(SECURE_EL2_FLAGS)) -c $< -o $@

$(SECURE)/el2-tests.elf: $(SECURE_EL2_OBJ) tests/kit/guest.ld
	$(QUIET)$(BARE_LD) --defsym=guest_base=0x60000000 -T tests/kit/guest.ld $(SECURE_EL2_OBJ) -o $@

.PHONY: test-secure-el2
test-secure-el2: $(SECURE)/flash.bin $(SECURE)/el2-tests.elf ## SMC ABI of the reference secure world, from EL2
	$(QUIET)secure/test/run-el2.sh $(SECURE)/flash.bin $(SECURE)/el2-tests.elf

SECURE_UNIT_SRC := $(addprefix secure/tee/,asid.c heap.c nsmem.c shm.c msg.c notif.c session.c partition.c) \
	secure/test/unit/fake.c secure/test/unit/test_tee.c
SECURE_UNIT_OBJ := $(patsubst %.c,$(SECURE)/unit/%.o,$(SECURE_UNIT_SRC))

$(SECURE)/unit/%.o: %.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(HOST_CFLAGS) $(SANITIZE) -Isecure/tee -Isecure/common -c $< -o $@

$(SECURE)/unit-tests: $(SECURE_UNIT_OBJ)
	$(QUIET)$(HOSTCC) $(SANITIZE) $^ -lcmocka -o $@

.PHONY: test-secure-unit
test-secure-unit: $(SECURE)/unit-tests ## message handling of the TEE on the host, with sanitizers
	$(QUIET)tests/kit/units.sh $(SECURE)/unit-tests

.PHONY: test-secure-linux
test-secure-linux: $(SECURE)/flash-plain.bin $(BUILD)/guests/linux/Image $(BUILD)/guests/initramfs.cpio ## stock Linux and tee-supplicant on the plain image
	$(QUIET)secure/test/linux/run.sh $^

# The probe is one more archive behind the guests' own: the kernel unpacks both.
SECURE_PROBE := $(SECURE)/probe
SECURE_TEE_CLIENT := $(BUILD)/guests/deb/tee
$(SECURE_PROBE).cpio: secure/test/linux/probe.c secure/test/linux/init guests/pack.sh $(BUILD)/guests/initramfs.cpio
	@mkdir -p $(SECURE_PROBE)/bin
	$(QUIET)$(CROSS_CC) -std=c11 $(WARNINGS) -O2 -s -Iabi -isystem $(SECURE_TEE_CLIENT)/usr/include $< \
		$(SECURE_TEE_CLIENT)/usr/lib/aarch64-linux-gnu/libteec.so.2 -Wl,--build-id=none \
		-Wl,--allow-shlib-undefined -o $(SECURE_PROBE)/bin/tee-probe
	$(QUIET)cp secure/test/linux/init $(SECURE_PROBE)/probe-init
	$(QUIET)guests/pack.sh $(SECURE_PROBE) $(SECURE)/probe-only.cpio
	$(QUIET)cat $(BUILD)/guests/initramfs.cpio $(SECURE)/probe-only.cpio > $@

.PHONY: test-secure-probe
test-secure-probe: $(SECURE)/flash-plain.bin $(BUILD)/guests/linux/Image $(SECURE_PROBE).cpio ## tampered storage, killed clients, leaks
	$(QUIET)secure/test/linux/run-probe.sh $^

TESTS += test-secure-unit test-secure-el2 test-secure-linux test-secure-probe
