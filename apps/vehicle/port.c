/* SPDX-License-Identifier: BSD-3-Clause */
#include "port.h"
#include <string.h>
#include <virtio/console.h>

#define PORT 1u

static void say(struct port *p, uint32_t port, uint16_t event)
{
	const struct virtio_console_control message = {port, event, 1};
	char *at = queue_room(&p->say);

	if (!at)
		return;
	memcpy(at, &message, sizeof(message));
	queue_send(&p->say, sizeof(message));
}

int port_begin(struct port *p, uintptr_t registers)
{
	int error = virtio_driver_begin(&p->device, registers, VIRTIO_ID_CONSOLE,
					VIRTIO_FEATURE(VIRTIO_CONSOLE_F_MULTIPORT));

	if (!error)
		error =
		    queue_begin(&p->receive, &p->device, VIRTIO_CONSOLE_PORT_RECEIVE(PORT), true);
	if (!error)
		error =
		    queue_begin(&p->send, &p->device, VIRTIO_CONSOLE_PORT_TRANSMIT(PORT), false);
	if (!error)
		error =
		    queue_begin(&p->hear, &p->device, VIRTIO_CONSOLE_QUEUE_CONTROL_RECEIVE, true);
	if (!error)
		error =
		    queue_begin(&p->say, &p->device, VIRTIO_CONSOLE_QUEUE_CONTROL_TRANSMIT, false);
	if (error)
		return error;
	virtio_driver_ready(&p->device);
	queue_fill(&p->receive);
	queue_fill(&p->hear);
	say(p, 0, VIRTIO_CONSOLE_DEVICE_READY);
	return 0;
}

void port_look(struct port *p)
{
	struct virtio_console_control m;
	uint32_t length;
	char *message;

	/* At most all buffers once, whatever the other end does. */
	for (uint32_t i = 0; i < QUEUE_BUFFERS && (message = queue_receive(&p->hear, &length));
	     i++) {
		memcpy(&m, message, sizeof(m));
		queue_return(&p->hear, message);
		if (length < sizeof(m))
			continue;
		if (m.event == VIRTIO_CONSOLE_DEVICE_ADD) {
			say(p, m.id, VIRTIO_CONSOLE_PORT_READY);
			if (m.id == PORT)
				say(p, m.id, VIRTIO_CONSOLE_PORT_OPEN);
		}
		if (m.event == VIRTIO_CONSOLE_PORT_OPEN && m.id == PORT)
			p->open = m.value;
	}
	for (uint32_t i = 0; i < QUEUE_BUFFERS && (message = queue_receive(&p->receive, &length));
	     i++)
		queue_return(&p->receive, message);
}

void port_write(struct port *p, const char *line, uint32_t length)
{
	char *to = p->open && length <= QUEUE_BYTES ? queue_room(&p->send) : NULL;

	if (!to)
		return;
	memcpy(to, line, length);
	queue_send(&p->send, length);
}
