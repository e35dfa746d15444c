# SPDX-License-Identifier: BSD-3-Clause
# Running images, the libraries' tests, sizes, API reference. Included by Makefile.
QEMU ?= qemu-system-aarch64
QEMU_FLAGS := -nodefaults -serial mon:stdio -display none -m 128
QEMU_MACHINE ?= virt,gic-version=3
QEMU_CPU ?= cortex-a57
B := $(ROOT)/build/skiff
BULKHEAD := $(ROOT)/build/bulkhead
comma := ,
FUZZ_RUNS ?= 20000
# Memory and stack of the VM that `make run PLAT=bulkhead` describes.
BULKHEAD_MEMORY ?= $(if $(CONFIG_LIB_MUSL),0x400000,0x100000)
BULKHEAD_STACK ?= $(if $(CONFIG_LIB_MUSL),0x10000,0x1000)

.PHONY: test-random run test test-linux test-linux-arm64 test-virt test-bulkhead test-applications test-packed test-redis test-nginx test-load test-fuzz test-docs lto-pays figures doc docs
run: run-$(or $(PLAT),virt)
.PHONY: run-linux run-virt run-bulkhead run-extension
run-linux: all
	@$(if $(CONFIG_LINUX_ARM64),$(ARM64_RUN)) $(image).elf $(ARGS)
run-virt: all
	@$(QEMU) $(QEMU_FLAGS) -machine $(QEMU_MACHINE) -cpu $(QEMU_CPU) -kernel $(image).bin \
		$(if $(ARGS),-append "$(ARGS)")
# A system that has only this VM: the shortest possible description.
run-bulkhead: all
	@test -x $(BULKHEAD) || { echo 'build Bulkhead first: `make` at the top'; false; }
	@printf '%s\n' '/dts-v1/;' '/ { compatible = "bulkhead,system"; board = "qemu-virt-gicv3"; cpus = <1>;' \
		'vms { $(SKIFF_APP_NAME) { image = "$(abspath $(image).elf)"; memory = <$(BULKHEAD_MEMORY)>; stack-size = <$(BULKHEAD_STACK)>;' \
		'$(if $(ARGS),args = "$(ARGS)";) }; }; };' >$(O)/system.dts
	@cd $(ROOT) && $(BULKHEAD) run -o $(abspath $(O))/system.elf $(abspath $(O))/system.dts
run-extension:
	@echo 'an extension runs in a system with its clients: see docs/writing-an-extension.md'; false

# Builds one image of a test application: $(call sub,APP,PLAT,OUTPUT,SET)
sub = $(MAKE) --no-print-directory -s APP=$(1) PLAT=$(2) O=$(B)/$(3) SET="$(4)"
# Each argument is a command whose output ends in `N passed, N failed`: runs all and adds the numbers.
sum := test/sum.sh

test: ## all unit tests, fault reports, fuzzing
	@$(sum) '$(MAKE) -s test-linux' '$(MAKE) -s test-linux-arm64' '$(MAKE) -s test-virt' '$(MAKE) -s test-fuzz' '$(MAKE) -s test-docs' \
		$(if $(wildcard $(BULKHEAD)),'$(MAKE) -s test-random' '$(MAKE) -s test-bulkhead' '$(MAKE) -s test-applications')

# Interchangeable libraries run the same tests: allocators, schedulers, C libraries.
test-linux:
	@$(call sub,test/unit,linux,unit-linux,SANITIZE=y ALLOC_PANIC=n)
	@$(call sub,test/unit,linux,unit-linux-fixed,SANITIZE=y NET_IPV6=n SCHED_FIXED=y ALLOC_BUDDY=y ALLOC_PANIC=n)
	@$(call sub,test/unit,linux,unit-linux-bump,SANITIZE=y ALLOC_BUMP=y ALLOC_PANIC=n UNIT_POSIX_THREAD=n)
	@$(call sub,test/unit,linux,unit-linux-tlsf,SANITIZE=y SCHED_FIXED=y TLSF_QUICK=n ASSERT=n)
	@$(call sub,test/fault,linux,fault-linux)
	@$(call sub,test/fault,linux,fault-linux-fixed,SCHED_FIXED=y ALLOC_BUDDY=y)
	@$(call sub,test/fault,linux,fault-linux-careless,SCHED_FIXED=y ASSERT=n)
	@$(sum) 'test/share.sh $(B)/share' $(foreach v,unit-linux unit-linux-fixed unit-linux-bump unit-linux-tlsf,\
			'test/unit.sh $(B)/$(v)/unit.elf') \
		$(foreach v,fault-linux fault-linux-fixed,'test/fault.sh $(B)/$(v)/fault.elf') \
		'CARELESS=1 test/fault.sh $(B)/fault-linux-careless/fault.elf'

# The same tests in an arm64 process: in QEMU's user mode if the host is no arm64.
ARM64_RUN ?= $(if $(filter aarch64,$(shell uname -m)),,qemu-aarch64-static)
test-linux-arm64:
	@$(call sub,test/unit,linux,unit-linux-arm64,LINUX_ARM64=y)
	@$(call sub,test/unit,linux,unit-linux-arm64-fixed,LINUX_ARM64=y SCHED_FIXED=y ALLOC_BUDDY=y ALLOC_PANIC=n)
	@$(call sub,test/fault,linux,fault-linux-arm64,LINUX_ARM64=y)
	@$(sum) $(foreach v,unit-linux-arm64 unit-linux-arm64-fixed,'test/unit.sh $(ARM64_RUN) $(B)/$(v)/unit.elf') \
		'test/fault.sh $(B)/fault-linux-arm64/fault.elf $(ARM64_RUN)'

# Time is counted in instructions: a busy host changes nothing.
qemu = timeout 60 $(QEMU) $(QEMU_FLAGS) -icount shift=2$(comma)sleep=off -machine virt,gic-version=$(2) -cpu $(3) -kernel $(B)/$(1)
# The same image runs on every processor from the oldest to the newest that QEMU has, and on both interrupt controllers.
CPUS := cortex-a53 cortex-a57 cortex-a72 cortex-a76 neoverse-n1 max
test-virt:
	@$(call sub,test/unit,virt,unit-virt,VIRT_IMAGE_BLOCKS=5)
	@$(call sub,test/unit,virt,unit-virt-fixed,VIRT_IMAGE_BLOCKS=5 SCHED_FIXED=y ALLOC_BUDDY=y LTO=n)
	@$(call sub,test/unit,virt,unit-virt-bump,VIRT_IMAGE_BLOCKS=5 ALLOC_BUMP=y ALLOC_PANIC=n UNIT_POSIX_THREAD=n)
	@$(call sub,test/unit,virt,unit-virt-big,VIRT_IMAGE_BLOCKS=5 LIB_PICOLIBC=y LIB_LIBFDT=y SCHED_FIXED=y)
	@$(call sub,test/unit,virt,unit-virt-musl,VIRT_IMAGE_BLOCKS=5 LIB_MUSL=y SCHED_FIXED=y)
	@$(call sub,test/fault,virt,fault-virt)
	@$(call sub,test/fault,virt,fault-virt-careless,ALLOC_BUDDY=y ASSERT=n)
	@$(call sub,test/virtio,virt,virtio)
	@$(call sub,test/echo,virt,echo)
	@$(sum) 'test/unit.sh test/virtio.sh $(B)/virtio $(QEMU) $(QEMU_FLAGS) -machine virt -cpu cortex-a57' \
		$(foreach cpu,$(CPUS),$(foreach gic,2 3,'test/unit.sh $(call qemu,unit-virt/unit.bin,$(gic),$(cpu))')) \
		'test/unit.sh $(call qemu,unit-virt/unit.elf,3,cortex-a72)' \
		'test/unit.sh $(call qemu,unit-virt-fixed/unit.bin,2,max)' \
		'test/unit.sh $(call qemu,unit-virt-fixed/unit.bin,3,cortex-a53)' \
		'test/unit.sh $(call qemu,unit-virt-bump/unit.bin,3,cortex-a57)' \
		'test/unit.sh $(call qemu,unit-virt-big/unit.bin,3,cortex-a57)' \
		'test/unit.sh $(call qemu,unit-virt-musl/unit.bin,3,cortex-a57)' \
		'test/no-svc.sh $(B)/unit-virt-musl/unit.elf' \
		'test/echo.py $(B)/echo/echo.bin $(QEMU) $(QEMU_FLAGS) -machine virt -cpu cortex-a57' \
		test/newcomer.sh \
		'test/fault.sh $(B)/fault-virt/fault.bin $(QEMU) $(QEMU_FLAGS) -machine virt -cpu cortex-a57' \
		'CARELESS=1 test/fault.sh $(B)/fault-virt-careless/fault.bin $(QEMU) $(QEMU_FLAGS) -machine virt -cpu cortex-a57' \
		'test/tree.sh $(B)/fault-virt $(QEMU) $(QEMU_FLAGS) -cpu cortex-a57'

test-bulkhead:
	@$(call sub,test/unit,bulkhead,unit-bulkhead)
	@$(call sub,test/unit,bulkhead,unit-bulkhead-fixed,SCHED_FIXED=y ALLOC_BUDDY=y)
	@$(call sub,test/fault,bulkhead,fault-bulkhead)
	@$(call sub,test/passive,extension,passive)
	@$(call sub,test/client,bulkhead,client)
	@$(call sub,test/blk-client,bulkhead,blk-client)
	@cd $(ROOT) && $(SKIFF)/test/bulkhead.sh

# Unmodified programs from Debian's sources: `make test` builds them, which takes a minute the first time.
test-applications:
	@$(call sub,../apps/lua,virt,lua-virt)
	@$(call sub,../apps/lua,bulkhead,lua-bulkhead)
	@$(call sub,../apps/sqlite,virt,sqlite-virt)
	@$(call sub,../bench/insert,virt,insert-virt)
	@$(call sub,../apps/packed,virt,packed-virt)
	@$(sum) 'cd $(ROOT) && $(SKIFF)/test/applications.sh $(B)' 'cd $(ROOT) && $(SKIFF)/test/packed.sh $(B)'

# Not part of `make test`: it fetches more of Debian's programs.
test-packed:
	@$(call sub,../apps/packed,virt,packed-virt)
	@cd $(ROOT) && REDIS_PORT=$(REDIS_PORT) $(SKIFF)/test/packed.sh $(B) all

# Not part of `make test`: redis takes some minutes to build, and its clients are another package.
REDIS_PORT ?= 16379
test-redis:
	@$(call sub,../apps/redis,virt,redis-virt)
	@cd $(ROOT) && $(SKIFF)/test/redis.sh $(B)/redis-virt/redis.bin $(REDIS_PORT) $(QEMU) -nodefaults -serial mon:stdio \
		-display none -m 16 -machine virt -cpu cortex-a57

NGINX_PORT ?= 16380
test-nginx:
	@$(call sub,../apps/nginx,virt,nginx-virt)
	@$(sum) 'test/no-svc.sh $(B)/nginx-virt/nginx.elf' 'cd $(ROOT) && $(SKIFF)/test/nginx.sh $(B)/nginx-virt/nginx.bin $(NGINX_PORT) \
		$(QEMU) -nodefaults -serial mon:stdio -display none -m 5 -machine virt -cpu cortex-a57'

# Not part of `make test`: it takes some minutes and makes a network namespace.
test-load:
	@$(call sub,test/echo,virt,echo-load,NET_CONNECTIONS=10100 POSIX_DESCRIPTORS=10200 VIRT_IMAGE_BLOCKS=4)
	@unshare -rn test/load.py $(B)/echo-load/echo.bin $(QEMU) $(QEMU_FLAGS) -machine virt -cpu cortex-a57

test-fuzz:
	@$(call sub,test/fuzz,linux,fuzz)
	@$(call sub,test/fuzz-virtio,linux,fuzz-virtio)
	@$(call sub,test/fuzz-uplink,linux,fuzz-uplink)
	@$(sum) $(foreach f,fuzz fuzz-virtio,'test/fuzz.sh $(B)/$(f) $(FUZZ_RUNS)') \
		'test/fuzz.sh $(B)/fuzz-uplink $(shell expr $(FUZZ_RUNS) / 2)'

# Runs apps/bench in each configuration and prints the figures side by side.
figure-sets := cooperative: cooperative_asserts:ASSERT=y fixed:SCHED_FIXED=y fixed_asserts:SCHED_FIXED=y,ASSERT=y
figures:
	@$(foreach f,$(figure-sets),$(call sub,../apps/bench,virt,figures-$(firstword $(subst :, ,$(f))),$(subst $(comma), ,$(word 2,$(subst :, ,$(f))))) && ) :
	@for f in $(foreach f,$(figure-sets),$(firstword $(subst :, ,$(f)))); do \
		$(QEMU) $(QEMU_FLAGS) -machine virt,gic-version=3 -cpu $(QEMU_CPU) -icount shift=0,sleep=off \
			-kernel $(B)/figures-$$f/bench.bin </dev/null | tr -d '\r' | sed "s/^/$$f /"; done | \
	awk '{ if (!($$2 in row)) { row[$$2] = 1; name[++rows] = $$2 } if (!($$1 in col)) { col[$$1] = 1; set[++cols] = $$1 } value[$$2, $$1] = $$3 } \
		END { printf "%-32s", "instructions"; for (c = 1; c <= cols; c++) printf "%21s", set[c]; print ""; \
		for (r = 1; r <= rows; r++) { printf "%-32s", name[r]; \
			for (c = 1; c <= cols; c++) printf "%21s", value[name[r], set[c]]; print "" } }'

# Prints the sizes of the same applications with and without link-time optimisation.
lto-pays:
	@for app in ../apps/hello ../apps/ecu ../apps/bench; do for lto in n y; do \
		name=$$(basename $$app); \
		$(MAKE) --no-print-directory -s APP=$$app PLAT=virt O=$(B)/lto-$$name-$$lto SET="LTO=$$lto" && \
		printf '%s LTO=%s: ' $$name $$lto && aarch64-linux-gnu-size $(B)/lto-$$name-$$lto/$$name.elf | \
			awk 'NR == 2 { print "text " $$1 ", data " $$2 ", bss " $$3 }'; \
	done; done

# Tests random configurations, one for each seed of the range; seed 0 means all options off, on each platform.
RANDOM_FIRST ?= 0
RANDOM_LAST ?= 4
test-random:
	@test -x $(BULKHEAD) || { echo 'build Bulkhead first: `make` at the top'; false; }
	@$(call sub,test/client,bulkhead,client)
	@test/random.sh $(B)/random $(RANDOM_FIRST) $(RANDOM_LAST) \
		$(QEMU) $(QEMU_FLAGS) -icount shift=2$(comma)sleep=off -machine $(QEMU_MACHINE) -cpu $(QEMU_CPU)

test-docs:
	@$(MAKE) -s docs >/dev/null && \
		SKIFF_APP=$(SKIFF)/test/unit SKIFF_APP_NAME=unit $(PYTHON) scripts/kconfig.py helpless && \
		SKIFF_APP=$(SKIFF)/test/random SKIFF_APP_NAME=random $(PYTHON) scripts/kconfig.py selects && \
		echo '1 passed, 0 failed' || { echo '0 passed, 1 failed'; false; }

docs doc:
	@mkdir -p $(B)/doc
	@cd $(ROOT) && BULKHEAD_DOC=$(B)/doc doxygen skiff/Doxyfile
	@echo $(B)/doc/html/index.html
docs doc: export SKIFF_HEADERS := $(addprefix skiff/,$(wildcard include/skiff/*.h lib/*/include/skiff/*.h \
	arch/arm64/include/skiff/arch.h))
