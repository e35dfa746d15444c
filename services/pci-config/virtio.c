/* SPDX-License-Identifier: BSD-3-Clause */
#include <pci/config.h>
#include <virtio/mmio.h>
#include <virtio/pci.h>
#include "function.h"

/* Offset of the virtio capability of this type; 0: there is none. */
static uint32_t find(const struct function *f, uint32_t type)
{
	uint32_t at = f->hardware[PCI_CAPABILITIES / 4] & 0xfc;

	for (unsigned int i = 0; at >= PCI_HEADER_SIZE && i < PCI_CAPABILITIES_MAX; i++) {
		uint32_t head = f->hardware[at / 4];

		if (PCI_CAPABILITY_ID(head) == PCI_CAPABILITY_VENDOR &&
		    VIRTIO_PCI_TYPE(head) == type)
			return at;
		at = PCI_CAPABILITY_NEXT(head);
	}
	return 0;
}

/* The word of the common registers at `offset`, accessed by the capability's window. */
static volatile uint32_t *common_register(const struct function *f, uint32_t window,
					  uint32_t common, uint32_t offset)
{
	volatile uint32_t *space = f->hardware;

	space[(window + VIRTIO_PCI_BAR) / 4] = space[(common + VIRTIO_PCI_BAR) / 4] & 0xff;
	space[(window + VIRTIO_PCI_OFFSET) / 4] = space[(common + VIRTIO_PCI_OFFSET) / 4] + offset;
	space[(window + VIRTIO_PCI_LENGTH) / 4] = sizeof(uint32_t);
	return &space[(window + VIRTIO_PCI_WINDOW) / 4];
}

bool function_bypasses(const struct function *f)
{
	uint32_t window, common;

	if (!VIRTIO_PCI_IS_ID(f->hardware[PCI_VENDOR / 4]))
		return false;
	window = find(f, VIRTIO_PCI_TYPE_WINDOW);
	common = find(f, VIRTIO_PCI_TYPE_COMMON);
	if (!window || !common)
		return true;
	*common_register(f, window, common, VIRTIO_PCI_FEATURES_SEL) =
	    VIRTIO_F_ACCESS_PLATFORM / 32;
	return !(*common_register(f, window, common, VIRTIO_PCI_FEATURES) &
		 1u << VIRTIO_F_ACCESS_PLATFORM % 32);
}
