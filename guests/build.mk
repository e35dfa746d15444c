# SPDX-License-Identifier: BSD-3-Clause
# What makes a stock Linux guest: kernel, initramfs with our client programs, and the loader stub.

G := $(BUILD)/guests

# --- Loader stub: raw, position independent, no stack, below 512 bytes -------------------------

$(G)/loader/loader.o: guests/loader/loader.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(TARGET_CFLAGS) -Os -fpic -fomit-frame-pointer -c $< -o $@

$(G)/loader/loader.elf: $(G)/loader/loader.o
	$(QUIET)$(CROSS_LD) -Ttext=0 -e loader_main --fatal-warnings $< -o $@
	$(QUIET)if $(CROSS_COMPILE)objdump -d --no-show-raw-insn $@ | grep -Eq '\b(w?sp|x29)\b'; then \
		echo "loader: the stub uses a stack, but it has none" >&2; rm -f $@; exit 1; fi
	$(QUIET)if $(CROSS_COMPILE)size -A $@ | grep -Eq '^\.(data|bss|rodata|got)'; then \
		echo "loader: the stub has data, but it is code alone" >&2; rm -f $@; exit 1; fi

$(G)/loader.bin: $(G)/loader/loader.elf
	$(QUIET)$(CROSS_OBJCOPY) -O binary -j .text $< $@
	$(QUIET)test $$(stat -c %s $@) -le 512 || { echo "loader: larger than 512 bytes" >&2; rm -f $@; exit 1; }

ALL += $(G)/loader.bin
-include $(G)/loader/loader.d

# --- Debian packages: kernel (bookworm) and user space (OP-TEE's client is in trixie) --

APT_FETCH := BUILD=$(BUILD) tools/apt-fetch.sh
GUEST_DEB := $(G)/deb
GUEST_TEE_LIB := $(GUEST_DEB)/tee/usr/lib/aarch64-linux-gnu

$(GUEST_DEB)/kernel/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) @linux-image-arm64
$(GUEST_DEB)/busybox/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) bookworm arm64 $(@D) busybox-static
$(GUEST_DEB)/tee/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) trixie arm64 $(@D) libc6 libteec2 optee-client-dev tee-supplicant

# The package's boot file is an Image; a compressed one (gzip) is unpacked.
$(G)/linux/Image: $(GUEST_DEB)/kernel/.request
	@mkdir -p $(@D)
	$(QUIET)set -- $(GUEST_DEB)/kernel/boot/vmlinuz-*; gzip -dc "$$1" >$@ 2>/dev/null || cp "$$1" $@
	$(QUIET)dd if=$@ bs=1 skip=56 count=4 2>/dev/null | grep -q ARMd || \
		{ echo "$@: not an arm64 Linux Image" >&2; rm -f $@; exit 1; }

# --- Our programs -------------------------------------------------------------------------------

GUEST_CFLAGS := -std=c11 $(WARNINGS) -O2 -D_GNU_SOURCE -Iabi -Iguests -MMD -MP \
	-ffile-prefix-map=$(CURDIR)=. -march=armv8-a
GUEST_TEE_CFLAGS := -isystem $(GUEST_DEB)/tee/usr/include
GUEST_PROGRAMS :=

# Several programs share the parser of options.
GUEST_COMMON := $(G)/obj/common/options.o
$(GUEST_COMMON): $(G)/obj/%.o: guests/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(GUEST_CFLAGS) -c $< -o $@
-include $(GUEST_COMMON:.o=.d)

# Builds a program guest-NAME from the files of a folder: $(eval $(call guest-program,NAME,SOURCES,FLAGS OF THE LINKER)).
define guest-program
GUEST_OBJECTS := $(patsubst guests/%.c,$(G)/obj/%.o,$(2))
$$(GUEST_OBJECTS): $(G)/obj/%.o: guests/%.c
	@mkdir -p $$(@D)
	$$(QUIET)$$(CROSS_CC) $$(GUEST_CFLAGS) -c $$< -o $$@
$(G)/bin/guest-$(1): $$(GUEST_OBJECTS) $(GUEST_COMMON)
	@mkdir -p $$(@D)
	$$(QUIET)$$(CROSS_CC) -Wl,--build-id=none -s $$^ $(3) -o $$@
GUEST_PROGRAMS += $(G)/bin/guest-$(1)
-include $$(GUEST_OBJECTS:.o=.d)
endef
$(eval $(call guest-program,selftest,$(wildcard guests/selftest/*.c),-lpthread))
$(eval $(call guest-program,net,guests/net/net.c))
$(eval $(call guest-program,disk,$(wildcard guests/disk/*.c)))
$(eval $(call guest-program,display,guests/display/display.c))
$(eval $(call guest-program,bench,guests/bench/bench.c))
$(eval $(call guest-program,debug,guests/debug/debug.c))
$(eval $(call guest-program,takeover,guests/attack/takeover.c))
$(eval $(call guest-program,hostile,$(addprefix guests/attack/,main.c calls.c memory.c messages.c random.c)))

# A Linux guest that was broken into also has a kernel module, which makes its calls and is built against Debian's headers for
# this kernel. The image that may replace a guest's kernel is bare metal and position-independent.
GUEST_HOSTILE := $(patsubst %,$(G)/hostile/%.o,$(wildcard guests/hostile/*.[cS] tests/kit/*.[cS]))
$(G)/hostile/%.S.o: %.S
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(filter-out -std=c11,$(BARE_CFLAGS)) -c $< -o $@
$(G)/hostile/%.c.o: %.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(BARE_CFLAGS) -fpie -c $< -o $@
$(G)/hostile.elf: $(GUEST_HOSTILE) guests/hostile/hostile.ld
	$(QUIET)$(CROSS_LD) --build-id=none --no-warn-rwx-segments -T guests/hostile/hostile.ld $(GUEST_HOSTILE) -o $@
$(G)/hostile.bin: $(G)/hostile.elf
	$(QUIET)$(CROSS_OBJCOPY) -O binary $< $@
-include $(GUEST_HOSTILE:.o=.d)

$(GUEST_DEB)/headers/.ready: guests/fetch-headers.sh $(GUEST_DEB)/kernel/.request
	$(QUIET)BUILD=$(BUILD) guests/fetch-headers.sh $(GUEST_DEB)/kernel $(GUEST_DEB)/headers
$(G)/module/bulkhead-smc.ko: guests/attack/smc_module.c guests/attack/smc_ioctl.h $(GUEST_DEB)/headers/.ready
	@mkdir -p $(@D)
	$(QUIET)cp guests/attack/smc_module.c guests/attack/smc_ioctl.h $(@D)
	$(QUIET)printf 'obj-m := bulkhead-smc.o\nbulkhead-smc-y := smc_module.o\nccflags-y := -g0 -ffile-prefix-map=%s=.\n' \
		$(abspath $(@D)) >$(@D)/Kbuild
	$(QUIET)env -u MAKEFLAGS -u MAKELEVEL $(MAKE) -s -C $(GUEST_DEB)/headers/usr/src/linux-headers-*-arm64 \
		M=$(abspath $(@D)) ARCH=arm64 CROSS_COMPILE=$(CROSS_COMPILE) CC=$(CROSS_CC) modules >$(@D)/log 2>&1 || { cat $(@D)/log; exit 1; }
	$(QUIET)$(CROSS_COMPILE)strip --strip-debug -R .note.gnu.build-id -R .comment $@

# All TEE programs contain client.c: each has its own list of objects, and one rule builds the shared ones.
GUEST_TEE_LINK := -L$(GUEST_TEE_LIB) -lteec -Wl,--allow-shlib-undefined -lpthread
GUEST_TOUR := client report tour tour_examples tour_storage tour_measure
GUEST_STRESS := client stress stress_worker
GUEST_CHECK := client report check check_parameters check_sessions check_concurrency

$(patsubst %,$(G)/obj/tee/%.o,$(sort $(GUEST_TOUR) $(GUEST_STRESS) $(GUEST_CHECK))): $(G)/obj/tee/%.o: guests/tee/%.c \
		| $(GUEST_DEB)/tee/.request
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(GUEST_CFLAGS) $(GUEST_TEE_CFLAGS) -c $< -o $@
$(G)/bin/tee-tour: $(patsubst %,$(G)/obj/tee/%.o,$(GUEST_TOUR)) $(GUEST_COMMON)
$(G)/bin/tee-stress: $(patsubst %,$(G)/obj/tee/%.o,$(GUEST_STRESS)) $(GUEST_COMMON)
$(G)/bin/tee-check: $(patsubst %,$(G)/obj/tee/%.o,$(GUEST_CHECK)) $(GUEST_COMMON)
$(G)/bin/tee-tour $(G)/bin/tee-stress $(G)/bin/tee-check:
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) -Wl,--build-id=none -s $^ $(GUEST_TEE_LINK) -o $@
GUEST_PROGRAMS += $(G)/bin/tee-tour $(G)/bin/tee-stress $(G)/bin/tee-check
-include $(patsubst %,$(G)/obj/tee/%.d,$(sort $(GUEST_TOUR) $(GUEST_STRESS) $(GUEST_CHECK)))

# --- initramfs: uncompressed (unpacking is a copy), the same input gives the same bytes ---------

# The kernel's modules, named by their folders: the drivers of the TEE and of virtio, a file system, and the modules that these
# need.
GUEST_MODULES := drivers/tee/tee.ko drivers/tee/optee/optee.ko \
	drivers/virtio/virtio_mmio.ko drivers/block/virtio_blk.ko drivers/char/virtio_console.ko \
	drivers/char/hw_random/virtio-rng.ko \
	drivers/watchdog/sbsa_gwdt.ko \
	crypto/crct10dif_common.ko lib/crc-t10dif.ko lib/crc64.ko lib/crc64-rocksoft.ko block/t10-pi.ko drivers/nvme/host/nvme-core.ko drivers/nvme/host/nvme.ko \
	drivers/i2c/algos/i2c-algo-bit.ko drivers/net/ethernet/intel/igb/igb.ko drivers/net/ethernet/intel/e1000e/e1000e.ko \
	net/core/failover.ko drivers/net/net_failover.ko drivers/net/virtio_net.ko \
	net/vmw_vsock/vsock.ko net/vmw_vsock/vmw_vsock_virtio_transport_common.ko \
	net/vmw_vsock/vmw_vsock_virtio_transport.ko \
	crypto/crc32c_generic.ko lib/crc16.ko fs/mbcache.ko fs/jbd2/jbd2.ko fs/ext4/ext4.ko
GUEST_LIBRARIES := ld-linux-aarch64.so.1 libc.so.6 libteec.so.2

$(G)/initramfs.cpio: $(wildcard guests/init/*) guests/build.mk guests/pack.sh $(GUEST_PROGRAMS) $(GUEST_DEB)/kernel/.request \
		$(GUEST_DEB)/busybox/.request $(GUEST_DEB)/tee/.request $(G)/module/bulkhead-smc.ko \
		$(G)/hostile.bin
	$(QUIET)rm -rf $(G)/root && mkdir -p $(addprefix $(G)/root/,bin sbin lib/modules usr/sbin)
	$(QUIET)cp guests/init/init $(G)/root/init
	$(QUIET)cp $(GUEST_PROGRAMS) $(filter-out %/init,$(wildcard guests/init/*)) $(GUEST_DEB)/busybox/bin/busybox $(G)/root/bin
	$(QUIET)ln -s busybox $(G)/root/bin/sh
	$(QUIET)cp $(GUEST_DEB)/tee/usr/sbin/tee-supplicant $(G)/root/usr/sbin
	$(QUIET)cp -L $(addprefix $(GUEST_TEE_LIB)/,$(GUEST_LIBRARIES)) $(G)/root/lib
	$(QUIET)cp $(addprefix $(GUEST_DEB)/kernel/lib/modules/*/kernel/,$(GUEST_MODULES)) \
		$(G)/module/bulkhead-smc.ko $(G)/root/lib/modules
	$(QUIET)cp $(G)/hostile.bin $(G)/root/lib
	$(QUIET)guests/pack.sh $(G)/root $@

# An initramfs with a second archive behind the first, for guests with enough memory: kernel modules, programs, and Debian's
# libraries: $(eval $(call guest-archive,NAME,MODULES,PROGRAMS,LIBRARIES)).
define guest-archive
$(G)/initramfs-$(1).cpio: $(G)/initramfs.cpio guests/pack.sh $(GUEST_DEB)/kernel/.request $(3) $(4)
	$$(QUIET)rm -rf $(G)/$(1)-root && mkdir -p $(G)/$(1)-root/lib/modules $(G)/$(1)-root/bin
	$$(QUIET)set -- $$(addprefix $(GUEST_DEB)/kernel/lib/modules/*/kernel/,$(2)); [ $$$$# = 0 ] || cp "$$$$@" $(G)/$(1)-root/lib/modules
	$$(QUIET)set -- $(3); [ $$$$# = 0 ] || cp "$$$$@" $(G)/$(1)-root/bin
	$$(QUIET)set -- $(4); [ $$$$# = 0 ] || cp -L "$$$$@" $(G)/$(1)-root/lib
	$$(QUIET)guests/pack.sh $(G)/$(1)-root $(G)/$(1).cpio
	$$(QUIET)cat $(G)/initramfs.cpio $(G)/$(1).cpio >$$@
ALL += $(G)/initramfs-$(1).cpio
endef
# These programs aren't in GUEST_PROGRAMS, which all guests have.
GUEST_ALL_PROGRAMS := $(GUEST_PROGRAMS)
$(eval $(call guest-program,can,guests/can/can.c))
$(eval $(call guest-program,input,guests/input/input.c))
$(eval $(call guest-program,sound,guests/sound/sound.c))
$(eval $(call guest-program,vehicle,guests/vehicle/vehicle.c))
$(eval $(call guest-program,reach,$(wildcard guests/reach/*.c)))

# Channels in user space: a library made of Skiff's sources, with another memcpy, and a program that tests the library.
GUEST_CHANNEL := $(G)/lib/libbulkhead-channel.a
GUEST_CHANNEL_FLAGS := -Iskiff/lib/channel/include -Iskiff/lib/ring/include
$(G)/obj/channel/%.o: GUEST_CFLAGS += $(GUEST_CHANNEL_FLAGS)
$(G)/obj/channel/skiff/%.o: skiff/lib/%.c guests/channel/aligned.h
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(GUEST_CFLAGS) -fno-tree-vectorize -include guests/channel/aligned.h -c $< -o $@
$(G)/obj/channel/user_channel.o $(G)/obj/channel/aligned.o: $(G)/obj/%.o: guests/%.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(GUEST_CFLAGS) -c $< -o $@
$(G)/obj/channel/aligned.o: GUEST_CFLAGS += -fno-tree-vectorize -fno-tree-loop-distribute-patterns
$(GUEST_CHANNEL): $(patsubst %,$(G)/obj/channel/%.o,user_channel aligned skiff/channel/channel skiff/ring/ring)
	@mkdir -p $(@D)
	$(QUIET)rm -f $@ && $(CROSS_COMPILE)ar rcs $@ $^
ALL += $(GUEST_CHANNEL)
-include $(wildcard $(G)/obj/channel/*.d $(G)/obj/channel/skiff/*/*.d)
$(eval $(call guest-program,channel,guests/channel/main.c,$(GUEST_CHANNEL)))
$(G)/bin/guest-channel: $(GUEST_CHANNEL)
GUEST_PROGRAMS := $(GUEST_ALL_PROGRAMS)

# A screen, a touchscreen and a keyboard.
$(eval $(call guest-archive,display,drivers/virtio/virtio_dma_buf.ko drivers/gpu/drm/drm.ko drivers/gpu/drm/drm_kms_helper.ko \
	drivers/gpu/drm/drm_shmem_helper.ko drivers/gpu/drm/virtio/virtio-gpu.ko drivers/input/evdev.ko \
	drivers/virtio/virtio_input.ko,$(G)/bin/guest-input))

# Sound: Debian 13's kernel, since Debian 12's has no driver (only for the case that needs it); its modules replace those of the first archive that they need.
GUEST_SOUND_MODULES := drivers/virtio/virtio_mmio sound/soundcore sound/core/snd sound/core/snd-timer sound/core/snd-pcm sound/virtio/virtio_snd
$(GUEST_DEB)/trixie/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) trixie arm64 $(@D) @linux-image-arm64
$(G)/linux-trixie/Image: $(GUEST_DEB)/trixie/.request
	@mkdir -p $(@D)
	$(QUIET)cp $(GUEST_DEB)/trixie/boot/vmlinuz-* $@
$(G)/initramfs-sound.cpio: $(G)/initramfs.cpio guests/pack.sh $(GUEST_DEB)/trixie/.request $(G)/bin/guest-sound
	$(QUIET)rm -rf $(G)/sound-root && mkdir -p $(G)/sound-root/lib/modules $(G)/sound-root/bin
	$(QUIET)for module in $(GUEST_SOUND_MODULES); do \
		xz -dc $(GUEST_DEB)/trixie/usr/lib/modules/*/kernel/$$module.ko.xz >$(G)/sound-root/lib/modules/$${module##*/}.ko || exit; done
	$(QUIET)cp $(G)/bin/guest-sound $(G)/sound-root/bin
	$(QUIET)guests/pack.sh $(G)/sound-root $(G)/sound.cpio
	$(QUIET)cat $(G)/initramfs.cpio $(G)/sound.cpio >$@

# A CAN bus: the kernel's driver and sockets, and Debian's programs that show and send frames.
GUEST_CAN_UTILS := $(addprefix $(GUEST_DEB)/can/usr/bin/,candump cangen cansend isotprecv isotpsend)
$(GUEST_CAN_UTILS): $(GUEST_DEB)/can/.request
$(GUEST_DEB)/can/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) trixie arm64 $(@D) can-utils
$(eval $(call guest-archive,can,net/can/can.ko net/can/can-raw.ko net/can/can-isotp.ko drivers/net/can/dev/can-dev.ko \
	drivers/net/can/m_can/m_can.ko drivers/net/can/m_can/m_can_platform.ko,$(G)/bin/guest-can $(GUEST_CAN_UTILS)))

# What a vehicle's ECU shows: sensors by SCPI, and properties.
$(eval $(call guest-archive,vehicle,drivers/mailbox/arm_mhu.ko drivers/firmware/arm_scpi.ko drivers/hwmon/scpi-hwmon.ko,$(G)/bin/guest-vehicle))

$(eval $(call guest-archive,channel,drivers/input/evdev.ko drivers/input/keyboard/gpio_keys.ko,$(G)/bin/guest-channel))

# A guest that serves other guests: a bridge, and disks by the network (NBD), with Debian's programs for each.
GUEST_NBD := $(addprefix $(GUEST_DEB)/nbd/usr/,bin/nbd-server sbin/nbd-client)
GUEST_NBD_LIBRARIES := $(addprefix $(GUEST_DEB)/nbd/usr/lib/aarch64-linux-gnu/,libgnutls.so.30 libnl-3.so.200 libnl-genl-3.so.200 \
	libglib-2.0.so.0 libpcre2-8.so.0 libp11-kit.so.0 libidn2.so.0 libunistring.so.5 libtasn1.so.6 libnettle.so.8 libhogweed.so.6 \
	libgmp.so.10 libffi.so.8 libz.so.1 libatomic.so.1) $(GUEST_TEE_LIB)/libm.so.6
$(GUEST_NBD) $(filter-out %/libm.so.6,$(GUEST_NBD_LIBRARIES)): $(GUEST_DEB)/nbd/.request
$(GUEST_TEE_LIB)/libm.so.6: $(GUEST_DEB)/tee/.request
$(GUEST_DEB)/nbd/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) trixie arm64 $(@D) nbd-server nbd-client libgnutls30t64 libnl-3-200 libnl-genl-3-200 libglib2.0-0t64 \
		libpcre2-8-0 libp11-kit0 libidn2-0 libunistring5 libtasn1-6 libnettle8t64 libhogweed6t64 libgmp10 libffi8 zlib1g libatomic1
$(eval $(call guest-archive,service,net/llc/llc.ko net/802/stp.ko net/bridge/bridge.ko drivers/block/nbd.ko,$(G)/bin/guest-reach $(GUEST_NBD),$(GUEST_NBD_LIBRARIES)))

# The throughput of a network, measured by Debian's iperf3.
GUEST_IPERF := $(GUEST_DEB)/iperf/usr/bin/iperf3
GUEST_IPERF_LIBRARIES := $(addprefix $(GUEST_DEB)/iperf/usr/lib/aarch64-linux-gnu/,libiperf.so.0 libsctp.so.1 libcrypto.so.3 libz.so.1 libzstd.so.1 libgcc_s.so.1)
$(GUEST_IPERF) $(GUEST_IPERF_LIBRARIES): $(GUEST_DEB)/iperf/.request
$(GUEST_DEB)/iperf/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) trixie arm64 $(@D) iperf3 libiperf0 libsctp1 libssl3t64 zlib1g libzstd1 libgcc-s1
$(eval $(call guest-archive,iperf,,$(GUEST_IPERF),$(GUEST_IPERF_LIBRARIES)))

# The drivers of boards' devices.
$(eval $(call guest-archive,board,$(addprefix drivers/net/,phy/libphy.ko phy/fixed_phy.ko mdio/fwnode_mdio.ko mdio/of_mdio.ko phy/phylink.ko \
	phy/marvell.ko phy/realtek.ko ethernet/cadence/macb.ko ethernet/freescale/fec.ko) net/core/selftests.ko \
	$(addprefix drivers/mmc/host/,sdhci.ko sdhci-pltfm.ko cqhci.ko sdhci-of-arasan.ko sdhci-esdhc-imx.ko)))

ALL += $(G)/linux/Image $(G)/initramfs.cpio

# --- A disk with two Debian roots (packages unpacked, not configured) whose init is ours, and a partition for load ---

$(GUEST_DEB)/root/.request: | tools/apt-fetch.sh
	$(QUIET)$(APT_FETCH) --with-deps trixie arm64 $(@D) base-files bash coreutils e2fsprogs util-linux

$(G)/disk-root/sbin/init: $(GUEST_DEB)/root/.request $(G)/initramfs.cpio $(G)/initramfs-display.cpio
	$(QUIET)rm -rf $(G)/disk-root && mkdir -p $(G)/disk-root
	$(QUIET)cp -a $(GUEST_DEB)/root/. $(G)/disk-root
	$(QUIET)rm -rf $(addprefix $(G)/disk-root/,.request .packages usr/share/doc usr/share/locale usr/share/man)
	$(QUIET)cp -an $(G)/root/bin/. $(G)/disk-root/bin
	$(QUIET)cp -an $(G)/root/usr/sbin/. $(G)/disk-root/usr/sbin
	$(QUIET)cp -an $(G)/display-root/lib/modules $(G)/disk-root/lib
	$(QUIET)cp -an $(G)/root/lib/modules $(G)/root/lib/hostile.bin $(G)/root/lib/libteec.so.2 $(G)/disk-root/lib
	$(QUIET)cp guests/init/init $@

# systems/vehicle.dts names the partitions.
$(G)/vehicle.img: $(G)/disk-root/sbin/init $(BUILD)/bulkhead
	$(QUIET)$(BUILD)/bulkhead disk -o $@ cluster-root=96M:$(G)/disk-root ivi-root=96M:$(G)/disk-root cluster-load=2M >$@.parts

ALL += $(G)/vehicle.img

# systems/comparison names these partitions; the last one receives data that is then read back.
$(G)/comparison.img: $(BUILD)/bulkhead
	$(QUIET)$(BUILD)/bulkhead disk -o $@ ivi=8M cluster=8M spare=2M >$@.parts
ALL += $(G)/comparison.img

.PHONY: guests
guests: $(G)/linux/Image $(G)/initramfs.cpio $(G)/loader.bin ## kernel, initramfs and loader of the Linux guests

# --- Tests --------------------------------------------------------------------------------------

$(G)/test/loader-info: guests/test/loader_info.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(HOST_CFLAGS) $< -o $@
-include $(G)/test/loader-info.d

.PHONY: test-guests-loader test-guests
test-guests-loader: $(G)/loader.bin $(G)/test/loader-info ## loader stub on QEMU at EL1
	$(QUIET)guests/test/test-loader.sh $^
test-guests: guests $(wildcard $(BUILD)/secure/flash-plain.bin) ## Linux guest and TEE clients on bare QEMU
	$(QUIET)BUILD=$(BUILD) guests/test/test-guests.sh
TESTS += test-guests-loader test-guests

.PHONY: bench-guests
bench-guests: guests $(wildcard $(BUILD)/secure/flash-plain.bin) ## figures of the Linux guest without a hypervisor
	$(QUIET)BUILD=$(BUILD) guests/bench/bench-bare.sh
BENCHES += bench-guests
