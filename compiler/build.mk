# SPDX-License-Identifier: BSD-3-Clause
# The host tool build/bulkhead, and QEMU's device trees for the boards.

COMPILER := $(BUILD)/compiler
COMPILER_CFLAGS := $(HOST_CFLAGS) -Wno-missing-field-initializers -Icompiler
# The compiler proper; other commands add their sources to TOOL_SOURCES and their libraries to TOOL_LIBS.
COMPILER_SOURCES := $(filter-out compiler/main.c,$(wildcard compiler/*.c))
TOOL_SOURCES += $(COMPILER_SOURCES) compiler/main.c \
	$(wildcard compiler/commands/*.c compiler/verify/*.c compiler/report/*.c)
TOOL_LIBS += -lfdt
TOOL_OBJECTS := $(patsubst compiler/%.c,$(COMPILER)/%.o,$(TOOL_SOURCES))

$(COMPILER)/%.o: compiler/%.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(COMPILER_CFLAGS) -c -o $@ $<

# Also the library with sanitizers, which the fuzzers link.
VERSION_OBJECTS := $(COMPILER)/commands/version.o $(COMPILER)/test/san/commands/version.o
$(VERSION_OBJECTS): COMPILER_CFLAGS += -DVERSION='"$(file <VERSION)"'
$(VERSION_OBJECTS): VERSION

$(BUILD)/bulkhead: $(TOOL_OBJECTS)
	$(QUIET)$(HOSTCC) -o $@ $(TOOL_OBJECTS) $(TOOL_LIBS)

# Device trees of QEMU's machines: QEMU_TREE_NAME is the argument of -machine and makes build/boards/NAME.dtb; with
# QEMU_MEMORY_NAME the machine has its own cores and this memory, else a Cortex-A53 and 1 GiB. With firmware (-bios),
# here an empty file, QEMU's tree describes only what firmware leaves to the core.
QEMU_TREE_qemu-virt-gicv2 := virt,virtualization=on,gic-version=2 -smp 8
QEMU_TREE_qemu-virt-gicv3 := virt,virtualization=on,gic-version=3 -smp 16
QEMU_TREE_qemu-virt-gicv2-secure := virt,secure=on,virtualization=on,gic-version=2 -smp 8 -bios $(BUILD)/boards/empty
QEMU_TREE_qemu-virt-gicv3-secure := virt,secure=on,virtualization=on,gic-version=3 -smp 16 -bios $(BUILD)/boards/empty
QEMU_TREE_qemu-virt-smmu := virt,virtualization=on,gic-version=3,iommu=smmuv3 -smp 16
QEMU_TREE_qemu-versal := xlnx-versal-virt -smp 4
QEMU_MEMORY_qemu-versal := 2G
BOARD_TREES := $(patsubst QEMU_TREE_%,$(BUILD)/boards/%.dtb,$(filter QEMU_TREE_%,$(.VARIABLES)))

$(BOARD_TREES): $(BUILD)/boards/%.dtb: compiler/build.mk
	@mkdir -p $(@D)
	$(QUIET)truncate -s 4096 $(BUILD)/boards/empty
	$(QUIET)timeout 60 $(QEMU) -machine $(firstword $(QEMU_TREE_$*)),dumpdtb=$@.raw \
		$(wordlist 2,9,$(QEMU_TREE_$*)) $(if $(QEMU_MEMORY_$*),-m $(QEMU_MEMORY_$*),-cpu cortex-a53 -m 1G) -nic none -display none 2>/dev/null
	$(QUIET)dtc -q -I dtb -O dtb -o $@ $@.raw && rm -f $@.raw

# Makers' device trees, unchanged from Debian's kernel package: boards/NAME/README.md has their hashes.
MAKER_TREE_zcu102 := xilinx/zynqmp-zcu102-rev1.0
MAKER_TREE_imx8mp-evk := freescale/imx8mp-evk
MAKER_TREE_rpi4 := broadcom/bcm2711-rpi-4-b
MAKER_TREES := $(patsubst MAKER_TREE_%,$(BUILD)/boards/%.dtb,$(filter MAKER_TREE_%,$(.VARIABLES)))
$(MAKER_TREES): $(BUILD)/boards/%.dtb: $(BUILD)/guests/linux/Image compiler/build.mk
	@mkdir -p $(@D)
	$(QUIET)cp $(BUILD)/guests/deb/kernel/usr/lib/linux-image-*/$(MAKER_TREE_$*).dtb $@

.PHONY: boards
boards: $(BOARD_TREES) $(MAKER_TREES) ## the boards' device trees: dumped from QEMU, or their makers'

ALL += $(BUILD)/bulkhead $(BOARD_TREES) $(MAKER_TREES)

-include $(TOOL_OBJECTS:.o=.d)

# --- Unit tests: cmocka, with sanitizers ---------------------------------------------------------

COMPILER_TEST := $(COMPILER)/test
COMPILER_TESTS := $(patsubst compiler/test/%.c,$(COMPILER_TEST)/%,$(wildcard compiler/test/test_*.c))
COMPILER_TEST_OBJECTS := $(patsubst compiler/%.c,$(COMPILER_TEST)/san/%.o,$(COMPILER_SOURCES) compiler/test/loaded.c)
COMPILER_TEST_IMAGES := $(addprefix $(COMPILER_TEST)/,core.elf skiff.elf many-stacks.elf)

$(COMPILER_TEST)/san/%.o: compiler/%.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(COMPILER_CFLAGS) $(SANITIZE) -c -o $@ $<

$(COMPILER_TEST)/san/test/%.o: COMPILER_CFLAGS += -DTEST_BUILD='"$(BUILD)"'

$(COMPILER_TESTS): $(COMPILER_TEST)/%: $(COMPILER_TEST)/san/test/%.o $(COMPILER_TEST_OBJECTS)
	$(QUIET)$(HOSTCC) $(SANITIZE) -o $@ $^ -lcmocka -lfdt

$(COMPILER_TEST_IMAGES): $(COMPILER_TEST)/%.elf: compiler/test/%.S compiler/test/%.ld
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) -c -o $@.o $<
	$(QUIET)$(CROSS_LD) -z max-page-size=4096 --no-warn-rwx-segments -T compiler/test/$*.ld -o $@ $@.o

TESTS += test-compiler
.PHONY: test-compiler
test-compiler: $(COMPILER_TESTS) $(addprefix $(BUILD)/services/,trng.elf trng-virtio.elf trng-secure.elf virtio-blk-lane.elf disk.elf) $(BUILD)/tests/parts.img $(BUILD)/tests/disk.img $(COMPILER_TEST_IMAGES) $(BOARD_TREES) $(MAKER_TREES) $(BUILD)/guests/loader.bin ## unit tests of the system compiler
	$(QUIET)tests/kit/units.sh $(COMPILER_TESTS)

TESTS += test-outputs
.PHONY: test-outputs
test-outputs: all ## what the host tool writes appears whole or not at all, and over nothing else
	$(QUIET)compiler/test/outputs.sh $(BUILD)

TESTS += test-usage
.PHONY: test-usage
test-usage: $(BUILD)/bulkhead ## help, manual page, completion and options of the host tool agree
	$(QUIET)compiler/test/usage.sh $(BUILD)

TESTS += test-commands
.PHONY: test-commands
test-commands: all ## what the host tool says and does at the edges that newcomers meet
	$(QUIET)compiler/test/commands.sh $(BUILD)

TESTS += test-short-forms
.PHONY: test-short-forms
test-short-forms: all ## short forms: their long form, and what contradicts a matrix or an order of planes
	$(QUIET)compiler/test/short-forms.sh $(BUILD)

TESTS += test-systems
.PHONY: test-systems
test-systems: all ## compile and verify every system of the repository
	$(QUIET)compiler/test/systems.sh $(BUILD)


# --- Fuzzing: wrong descriptions, damaged images --------------------------------------------------

FUZZ_CC ?= clang
COMPILER_FUZZ := $(COMPILER)/fuzz
COMPILER_FUZZ_TARGETS := description images
COMPILER_FUZZ_HEADERS := $(wildcard compiler/*.h compiler/*/*.h compiler/test/fuzz/*.h abi/bulkhead/*.h)
COMPILER_FUZZ_COMMON := compiler/test/fuzz/script.c $(filter-out compiler/main.c compiler/source.c,$(wildcard compiler/*.c))
COMPILER_FUZZ_description := compiler/test/fuzz/breaking.c $(COMPILER_FUZZ_COMMON) $(filter-out compiler/verify/facts.c compiler/verify/boot_image.c,$(wildcard compiler/verify/*.c))
COMPILER_FUZZ_images := $(COMPILER_FUZZ_COMMON) compiler/source.c \
	$(wildcard compiler/verify/*.c compiler/report/*.c compiler/commands/*.c)
# Inputs of the bounded run in `make test`; time of `make fuzz-compiler` for each target.
COMPILER_FUZZ_RUNS ?= 3000
COMPILER_FUZZ_SECONDS ?= 600

# With the plain driver: the same inputs in each run, no clang.
$(COMPILER_FUZZ)/%-loop: $(COMPILER_TEST)/san/test/fuzz/%.o $(COMPILER_TEST)/san/test/fuzz/loop.o
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(SANITIZE) -o $@ $^ -lfdt
$(foreach target,$(COMPILER_FUZZ_TARGETS),$(eval $(COMPILER_FUZZ)/$(target)-loop: \
	$(COMPILER_FUZZ_$(target):compiler/%.c=$(COMPILER_TEST)/san/%.o)))

$(COMPILER_FUZZ)/%-libfuzzer: compiler/test/fuzz/%.c $(COMPILER_FUZZ_COMMON) $(COMPILER_FUZZ_HEADERS)
	@mkdir -p $(@D)
	$(QUIET)$(FUZZ_CC) $(filter-out -MMD -MP -O2,$(COMPILER_CFLAGS)) -O1 -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -o $@ $< $(COMPILER_FUZZ_$*) -lfdt

$(COMPILER_FUZZ)/seeds: compiler/test/fuzz/seeds.sh $(wildcard systems/*.dts systems/*.dtsi boards/*/board.dts) \
		$(COMPILER_TEST_IMAGES) $(BOARD_TREES) $(BUILD)/guests/loader.bin $(BUILD)/bulkhead
	$(QUIET)$< $(BUILD) $@ && touch $@

TESTS += test-fuzz-compiler
.PHONY: test-fuzz-compiler fuzz-compiler
test-fuzz-compiler: $(COMPILER_FUZZ_TARGETS:%=$(COMPILER_FUZZ)/%-loop) $(COMPILER_FUZZ)/seeds ## wrong descriptions and damaged images, a bounded number
	$(QUIET)RUNS=$(COMPILER_FUZZ_RUNS) compiler/test/fuzz/run.sh $(COMPILER_FUZZ) $(COMPILER_FUZZ_TARGETS)

fuzz-compiler: $(COMPILER_FUZZ_TARGETS:%=$(COMPILER_FUZZ)/%-libfuzzer) $(COMPILER_FUZZ)/seeds ## the same with libFuzzer, 10 minutes each (COMPILER_FUZZ_SECONDS=N)
	$(QUIET)for target in $(COMPILER_FUZZ_TARGETS); do mkdir -p $(COMPILER_FUZZ)/corpus-$$target; \
		FUZZ_SEEDS=$(COMPILER_FUZZ)/seeds $(COMPILER_FUZZ)/$$target-libfuzzer -max_total_time=$(COMPILER_FUZZ_SECONDS) \
		-max_len=128 -len_control=0 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
		-artifact_prefix=$(COMPILER_FUZZ)/$$target- $(COMPILER_FUZZ)/corpus-$$target || exit 1; done

.SECONDARY: $(patsubst %,$(COMPILER_TEST)/san/test/fuzz/%.o,$(COMPILER_FUZZ_TARGETS) loop)
-include $(wildcard $(addprefix $(COMPILER_TEST)/san/,*.d */*.d */*/*.d))
