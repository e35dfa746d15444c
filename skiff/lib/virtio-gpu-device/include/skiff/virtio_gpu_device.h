/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio GPU (virtio 1.2, 5.7), 2D and one screen, for a driver that isn't trusted.
 *
 * A resource has no memory here: it is where the driver says that its pixels lie. TRANSFER_TO_HOST_2D is checked, and
 * RESOURCE_FLUSH copies the pixels, once, from the driver's memory into the plane. So a frame shows what its resource holds at
 * the flush. A flush is answered when its frame is on the screen, which paces the driver.
 */
#pragma once
#include <skiff/config.h>
#include <skiff/plane.h>
#include <skiff/virtio_device.h>
#include <virtio/gpu.h>

/** Resources at most. */
#define VIRTIO_GPU_RESOURCES CONFIG_VIRTIO_GPU_RESOURCES
/** Entries of a resource's backing at most. */
#define VIRTIO_GPU_ENTRIES CONFIG_VIRTIO_GPU_ENTRIES

/** A resource. All but `id` is the driver's word, and checked whenever it is used. */
struct virtio_gpu_resource {
	uint32_t id;	 /* 0: there is none */
	uint32_t width;	 /* pixels */
	uint32_t height; /* likewise */
	uint32_t count;	 /* number of entries; 0: it has no backing */
	uint64_t size;	 /* bytes of them */
	struct virtio_gpu_entry entry[VIRTIO_GPU_ENTRIES]; /* its backing in the driver's memory */
};

/** State that survives a restart, besides virtio's own. It is checked as hostile input. */
struct virtio_gpu_kept {
	uint32_t scanout;	     /* id of the resource that is shown; 0: none */
	struct virtio_gpu_rect rect; /* … and the part of it */
	struct virtio_gpu_resource resource[VIRTIO_GPU_RESOURCES]; /* in no order */
};

/** Progress of a flush. */
enum virtio_gpu_state {
	VIRTIO_GPU_IDLE,  /* there is none */
	VIRTIO_GPU_COPY,  /* rows are copied */
	VIRTIO_GPU_SHOWN, /* the frame is complete, and isn't on the screen yet */
};

/** A device. */
struct virtio_gpu_device {
	struct virtio_device device;	 /* its model is virtio_gpu_model */
	struct virtio_gpu_kept *kept;	 /* data that outlives this structure */
	struct plane *plane;		 /* attached */
	void (*ring)(unsigned int bell); /* rings the screen's VM */
	/* Its own, zero at first. */
	bool whole;			      /* the plane doesn't hold the resource yet */
	enum virtio_gpu_state state;	      /* state of the current flush */
	struct virtqueue_chain chain;	      /* the current command */
	struct virtio_gpu_header answer;      /* to it */
	struct virtio_gpu_resource *resource; /* resource that is flushed */
	struct virtio_gpu_rect rect;	      /* … this part of it, */
	uint32_t x;			      /* … to this column of the plane */
	uint32_t y;			      /* … and this row */
	uint32_t row;			      /* … which is copied next */
	uint32_t number;		      /* number of the frame */
	uint32_t entry;			      /* entry of the resource where the last copy ended */
	uint64_t start;			      /* … its offset in the backing */
};

/** Its queues are those of virtio 1.2, 5.7.2. */
extern const struct virtio_model virtio_gpu_model;
