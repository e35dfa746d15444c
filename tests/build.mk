# SPDX-License-Identifier: BSD-3-Clause
# Tests that need more than one room: guests without an operating system, systems that boot on QEMU.

# The images of the cases are found, not listed. In a folder tests/cases/AREA/NAME, and in tests/kit/guests:
#   X.c          $(T)/…/X.elf, with the kit
#   X/*.[cS]     $(T)/…/X.elf, of all sources in that folder, with the kit
#   X.S          $(T)/…/X.elf, of that source alone
#   X.ld         the linker script of X, if it needs its own; there is an X.bin then, too
CASE_FOLDERS := tests/kit/guests $(patsubst %/,%,$(wildcard tests/cases/*/*/))
CASE_PARTS := $(wildcard $(CASE_FOLDERS:%=%/*/*.[cS]))
CASE_BARE := $(basename $(wildcard $(CASE_FOLDERS:%=%/*.S)))
CASE_GUESTS := $(basename $(wildcard $(CASE_FOLDERS:%=%/*.c))) $(sort $(patsubst %/,%,$(dir $(CASE_PARTS))))

define link-image # NAME, objects, default linker script
$(BUILD)/$(1).elf: $(2) $(or $(wildcard $(1).ld),$(3))
	$$(QUIET)$$(BARE_LD) -T $$(filter %.ld,$$^) -o $$@ $$(filter %.o,$$^)
endef
$(foreach guest,$(CASE_GUESTS),$(eval $(call link-image,$(guest),$(patsubst %,$(BUILD)/%.o,$(or \
	$(wildcard $(guest).c),$(filter $(guest)/%,$(CASE_PARTS)))) $(KIT_OBJECTS),tests/kit/guest.ld)))
$(foreach image,$(CASE_BARE),$(eval $(call link-image,$(image),$(BUILD)/$(image).S.o,compiler/test/skiff.ld)))

$(T)/cases/%.bin: $(T)/cases/%.elf
	$(QUIET)$(CROSS_OBJCOPY) -O binary -j .text $< $@

TEST_IMAGES := $(patsubst %,$(BUILD)/%.elf,$(CASE_GUESTS) $(CASE_BARE)) \
	$(patsubst %.ld,$(BUILD)/%.bin,$(wildcard tests/cases/*/*/*.ld))
ALL += $(TEST_IMAGES)
-include $(wildcard $(patsubst %,$(BUILD)/%/*.d,tests/kit $(CASE_FOLDERS)) $(T)/cases/*/*/*/*.d)

# Debian's U-Boot and EDK2 for QEMU's virt machine, which boot as they are; the cases that need them name them.
$(T)/u-boot/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) u-boot-qemu
$(T)/edk2/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) qemu-efi-aarch64

# An empty disk of 32 MiB and a sector, which has no blocks yet.
$(T)/disk.img:
	@mkdir -p $(@D)
	$(QUIET)rm -f $@ && truncate -s 33554944 $@

# A disk of two partitions, of 32768 and 30720 sectors, which are empty.
$(T)/parts.img: $(BUILD)/bulkhead
	@mkdir -p $(@D)
	$(QUIET)$(BUILD)/bulkhead disk -o $@ a=16M b=15M >/dev/null
ALL += $(T)/parts.img

# A disk that firmware boots from: FAT, with Debian's GRUB, the guests' kernel and their initramfs.
$(T)/boot/mtools/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm $$(dpkg --print-architecture) $(@D) mtools
$(T)/boot/grub/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) grub-efi-arm64-bin
MTOOLS := $(T)/boot/mtools/usr/bin/mtools -c
$(T)/boot.img: tests/cases/device/firmware/grub.cfg $(BUILD)/guests/linux/Image $(BUILD)/guests/initramfs.cpio | \
		$(T)/boot/mtools/.request $(T)/boot/grub/.request
	$(QUIET)rm -f $@ && truncate -s 64M $@.part
	$(QUIET)$(MTOOLS) mformat -i $@.part -F ::
	$(QUIET)$(MTOOLS) mmd -i $@.part ::/EFI ::/EFI/BOOT ::/EFI/debian
	$(QUIET)$(MTOOLS) mcopy -i $@.part $(T)/boot/grub/usr/lib/grub/arm64-efi/monolithic/grubaa64.efi ::/EFI/BOOT/BOOTAA64.EFI
	$(QUIET)$(MTOOLS) mcopy -i $@.part $< ::/EFI/debian/grub.cfg
	$(QUIET)$(MTOOLS) mcopy -i $@.part $(BUILD)/guests/linux/Image ::/Image
	$(QUIET)$(MTOOLS) mcopy -i $@.part $(BUILD)/guests/initramfs.cpio ::/initrd
	$(QUIET)mv $@.part $@

# An empty SD card, whose size is a power of two.
$(T)/sd.img:
	@mkdir -p $(@D)
	$(QUIET)rm -f $@ && truncate -s 16M $@

# SD cards of two partitions: one of standard capacity, whose commands have addresses of bytes, and one of high capacity.
$(T)/sd-parts.img: $(BUILD)/bulkhead
	@mkdir -p $(@D)
	$(QUIET)$(BUILD)/bulkhead disk -o $@ a=16M b=14M >/dev/null
$(T)/sdhc-parts.img: $(BUILD)/bulkhead
	@mkdir -p $(@D)
	$(QUIET)$(BUILD)/bulkhead disk -o $@ a=16M between=4064M b=14M >/dev/null

# A file that a guest fetches by its network.
$(T)/cases/smmu/payload:
	@mkdir -p $(@D)
	$(QUIET)seq 1 400000 | head -c 2000000 >$@

# What a picture of a screen is compared with.
$(T)/picture: tests/tools/picture.c apps/telltale/lamps.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -M%,$(HOST_CFLAGS)) -o $@ $^
# … and a recording of sound.
$(T)/sound: tests/tools/sound.c apps/chime/tone.h services/sound-test/pattern.h abi/bulkhead/sound.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(filter-out -M%,$(HOST_CFLAGS)) -o $@ $<
ALL += $(T)/picture $(T)/sound

# Systems on QEMU: what their consoles must show. CASES=AREA/NAME: these only.
# Those of the areas smmu and dma need another QEMU; those of dma and boards are long; firmware that boots Linux takes minutes.
LONG_CASES := device/firmware
BOOT_CASES := $(filter-out smmu/% dma/% boards/% $(LONG_CASES),$(patsubst tests/cases/%/case.test,%,$(wildcard tests/cases/*/*/case.test)))
TESTS += test-boot
.PHONY: test-boot
test-boot: all ## boot the test systems on QEMU (CASES=AREA/NAME: these only)
	$(QUIET)BUILD=$(BUILD) tests/kit/cases.sh $(foreach case,$(or $(CASES),$(BOOT_CASES)),'$(case)')

# What a case's lines may say.
TESTS += test-cases
.PHONY: test-cases
test-cases: ## mistakes in a case's lines are failures
	$(QUIET)tests/tools/cases.sh

.PHONY: firmware
firmware: all ## U-Boot and EDK2 boot Linux by GRUB from a disk of ours
	$(QUIET)BUILD=$(BUILD) tests/kit/cases.sh $(LONG_CASES)

.PHONY: test-boards
test-boards: all ## boards: demos, devices given to VMs, their makers' blobs; not among `make test`
	$(QUIET)BUILD=$(BUILD) tests/boards.sh

# Devices behind an SMMU, which Debian 12's own QEMU has no stage 2 for.
TESTS += test-smmu
.PHONY: test-smmu
test-smmu: all ## PCI functions given to VMs: what they reach and what they don't (on QEMU 10)
	$(QUIET)BUILD=$(BUILD) tests/smmu.sh

# Likewise for long: 10,000 addresses, 1,000 restarts.
TESTS += test-dma
.PHONY: test-dma
test-dma: all ## test-smmu's attack with 10,000 addresses, 1,000 restarts
	$(QUIET)BUILD=$(BUILD) tests/smmu.sh long

# Every model of core, and machines that aren't what the description says.
TESTS += test-machines
.PHONY: test-machines
test-machines: all ## the smallest system on all CPU models; wrong machines and damaged images stop with one line
	$(QUIET)BUILD=$(BUILD) tests/machines/run.sh

# Not part of `make test`, since it takes minutes; the cases tee/soak and linux/shared are the same in small.
SOAK_ROUNDS ?= 100
.PHONY: soak
soak: all ## TEE clients killed, tee-supplicant stopped, a guest reset in mid-call, 100 times each; leaks counted; SMP guests that share cores
	$(QUIET)BUILD=$(BUILD) tests/soak.sh $(SOAK_ROUNDS)

# The virtual interrupt controller beside QEMU's; more: tests/vgic.sh STEPS SEED...
TESTS += test-vgic
.PHONY: test-vgic
test-vgic: all ## random accesses to the virtual GIC, compared with the bare machine, on GICv2 and GICv3
	$(QUIET)BUILD=$(BUILD) tests/vgic.sh 3000 1 2

# Not part of `make test`, since it takes minutes; the case time/generated is one try of it.
ATTACK_TRIES ?= 50
ATTACK_CORES ?= 1
.PHONY: attacks
attacks: all ## search for the attack beside which a task is released latest (ATTACK_TRIES=50 ATTACK_CORES=1, 2, 4)
	$(QUIET)BUILD=$(BUILD) tests/attacks.sh $(ATTACK_TRIES) 1 $(ATTACK_CORES)

# What the console's extension costs a Linux boot.
TESTS += test-console
.PHONY: test-console
test-console: all ## a Linux boot with the pl011 extension costs 3 % more at most
	$(QUIET)BUILD=$(BUILD) tests/console/run.sh

# The manual's page on extensions, followed literally.
TESTS += test-page
.PHONY: test-page
test-page: all ## do what docs/writing-an-extension.md says
	$(QUIET)tests/tools/page.sh

# The pages of the manual beside what they are about.
TESTS += test-pages
.PHONY: test-pages
test-pages: all ## links, commands, files and samples of the pages, and the calls that they list
	$(QUIET)BUILD=$(BUILD) tests/tools/pages.sh

# The rules of the core's layers, each broken once.
TESTS += test-layers
.PHONY: test-layers
test-layers: ## core/ keeps its layers, and what breaks a rule is found
	$(QUIET)tests/tools/layers.sh

# The forwarding protocol as a Spin model.
TESTS += test-model
.PHONY: test-model
test-model: ## check the model of the forwarding protocol with Spin
	$(QUIET)BUILD=$(abspath $(BUILD)) tests/model/run.sh

include tests/unit/rules.mk
include tests/mutation/rules.mk
include tests/torture/rules.mk
