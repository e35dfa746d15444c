# SPDX-License-Identifier: BSD-3-Clause
# What a user gets without the repository: the tool, core and services as they were built, Skiff as sources, boards,
# examples and pages. It has the repository's layout, so that the tool finds everything else relative to itself.

VERSION := $(strip $(file <VERSION))
SDK := $(BUILD)/sdk/bulkhead-$(VERSION)
SDK_SOURCES := LICENSE CHANGELOG.md CONTRIBUTING.md SECURITY.md VERSION abi apps boards docs services skiff systems templates \
	guests/pack.sh tools/apt-fetch.sh tools/system.mk tools/bulkhead.bash-completion
# Third-party files stay out: kernels and libraries are fetched where they are used.
SDK_BUILT = bulkhead core/core.elf core/core.elf.lines guests/loader.bin secure/flash.bin apps/hello.elf apps/ecu.elf \
	$(patsubst $(BUILD)/%,%,$(wildcard $(BUILD)/boards/*.dtb $(BUILD)/services/*.elf $(BUILD)/services/*.elf.lines))

.PHONY: sdk install package sbom
sdk: all ## build/sdk/bulkhead-VERSION.tar.xz: all that a system needs, without this repository
	$(QUIET)rm -rf $(SDK) && mkdir -p $(SDK)/build $(SDK)/bin
	$(QUIET)tar -c --exclude=skiff/test '--exclude=services/*/test' --exclude=build --exclude=__pycache__ $(SDK_SOURCES) | tar -x -C $(SDK)
	$(QUIET)cp tools/sdk-readme.txt $(SDK)/README.md
	$(QUIET)tar -c -C $(BUILD) $(SDK_BUILT) | tar -x -C $(SDK)/build
	$(QUIET)ln -s ../build/bulkhead $(SDK)/bin/bulkhead
	$(QUIET)tar -c -J -C $(BUILD)/sdk --sort=name --owner=0 --group=0 --numeric-owner -f $(SDK).tar.xz bulkhead-$(VERSION)
	@echo "$(SDK).tar.xz"

PREFIX ?= /usr/local
install: sdk ## the SDK into PREFIX (/usr/local; DESTDIR for packages)
	$(QUIET)mkdir -p $(addprefix $(DESTDIR)$(PREFIX)/,bin lib share/man/man1 share/bash-completion/completions share/doc)
	$(QUIET)rm -rf $(DESTDIR)$(PREFIX)/lib/bulkhead $(DESTDIR)$(PREFIX)/share/doc/bulkhead
	$(QUIET)cp -r $(SDK) $(DESTDIR)$(PREFIX)/lib/bulkhead
	$(QUIET)rm -r $(DESTDIR)$(PREFIX)/lib/bulkhead/bin
	$(QUIET)mv $(DESTDIR)$(PREFIX)/lib/bulkhead/docs $(DESTDIR)$(PREFIX)/share/doc/bulkhead
	$(QUIET)ln -sf ../lib/bulkhead/build/bulkhead $(DESTDIR)$(PREFIX)/bin/bulkhead
	$(QUIET)gzip -9n <docs/bulkhead.1 >$(DESTDIR)$(PREFIX)/share/man/man1/bulkhead.1.gz
	$(QUIET)cp tools/bulkhead.bash-completion $(DESTDIR)$(PREFIX)/share/bash-completion/completions/bulkhead

# What `bulkhead` runs, and what Skiff is built with.
DEB_DEPENDS := libc6, libfdt1, cpp, device-tree-compiler, qemu-system-arm, make, gcc-aarch64-linux-gnu, python3, \
	python3-kconfiglib, picolibc-aarch64-linux-gnu, cpio
DEB := $(BUILD)/sdk/package
package: ## a Debian package of the SDK
	$(QUIET)rm -rf $(DEB)
	$(QUIET)$(MAKE) --no-print-directory -s install PREFIX=/usr DESTDIR=$(abspath $(DEB)) >/dev/null
	$(QUIET)mkdir $(DEB)/DEBIAN
	$(QUIET)printf '%s\n' 'Package: bulkhead' 'Version: $(VERSION)' "Architecture: $$(dpkg --print-architecture)" \
		'Maintainer: The Bulkhead project <bulkhead@localhost>' 'Depends: $(DEB_DEPENDS)' 'Section: devel' 'Priority: optional' \
		'Description: type-1 hypervisor for ARMv8-A with compiled isolation' \
		' The tool that compiles, verifies and runs systems, the core, services,' ' boards, and Skiff, the library OS.' \
		>$(DEB)/DEBIAN/control
	$(QUIET)dpkg-deb -Zgzip --root-owner-group --build $(DEB) $(BUILD)/sdk >/dev/null
	@ls $(BUILD)/sdk/*.deb

sbom: all ## the third-party packages that this build fetched, as an SPDX document
	$(QUIET)mkdir -p $(BUILD)/sdk
	$(QUIET)BUILD=$(BUILD) tools/sbom.sh >$(BUILD)/sdk/bulkhead-$(VERSION).spdx
	@echo "$(BUILD)/sdk/bulkhead-$(VERSION).spdx"

TESTS += test-sdk
.PHONY: test-sdk
test-sdk: all ## systems of all templates, made with the SDK and the package, in folders outside
	$(QUIET)BUILD=$(BUILD) tests/tools/sdk.sh
