/* SPDX-License-Identifier: BSD-3-Clause */
#include "networks.h"
#include <stdlib.h>
#include "../verify/networks.h"
#include "../verify/tree.h"
#include "graph.h"
#include "html.h"

struct port {
	const char *name;
	uint32_t vm;
	struct network_view view;
};

struct network {
	const char *name;
	struct port *ports;
	unsigned count;
};

/* Network `index` of the description, to be freed with network_free(); false: there are fewer. */
static bool network_read(const struct model *m, unsigned index, struct network *network)
{
	int node = network_node(m->system, index);
	struct port port = {NULL};

	if (node < 0)
		return false;
	network->name = printable(tree_name(m->system->described.system, node), BULKHEAD_NAME_SIZE);
	network->count = 0;
	while (network_port(m->system, node, (int)network->count, &port.name, &port.vm))
		network->count++;
	network->ports = zalloc(network->count + 1, sizeof(port));
	for (unsigned i = 0; i < network->count; i++) {
		struct port *p = &network->ports[i];

		network_port(m->system, node, (int)i, &p->name, &p->vm);
		if (p->vm == BULKHEAD_NONE || !network_view(m->system, p->vm, &p->view))
			p->view.port.peer_count = 0;
	}
	return true;
}

static void network_free(const struct network *network)
{
	free(network->ports);
}

static bool sends(const struct port *from, uint32_t to)
{
	for (unsigned i = 0; i < from->view.port.peer_count; i++)
		if (from->view.lane[i].vm == to)
			return from->view.peer[i].flags & NETWORK_SEND;
	return false;
}

static void mac(const struct port *port, char text[18])
{
	const uint8_t *m = port->view.port.mac;

	snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);
}

/* Writes "at most 10 frames, 20 bytes a second", or "" without limits. */
static void limits(const struct port *port, char text[128])
{
	const struct {
		const char *of;
		uint32_t limit;
	} list[] = {{"frames", port->view.port.frames},
		    {"bytes", port->view.port.bytes},
		    {"broadcasts", port->view.port.broadcasts}};
	int at = 0;

	*text = 0;
	for (unsigned i = 0; i < 3; i++)
		if (list[i].limit)
			at += snprintf(text + at, 128 - at, "%s%u %s", at ? ", " : "at most ",
				       list[i].limit, list[i].of);
	if (at)
		snprintf(text + at, 128 - at, " a second");
}

static const char *port_name(const struct port *port)
{
	return printable(port->name, BULKHEAD_NAME_SIZE);
}

void networks_text(const struct model *m, FILE *out)
{
	struct network n;

	for (unsigned index = 0; network_read(m, index, &n); index++) {
		fprintf(out, "\nNetwork %s\n", printable(n.name, BULKHEAD_NAME_SIZE));
		for (unsigned i = 0; i < n.count; i++) {
			const struct port *from = &n.ports[i];
			char address[18], most[128];
			bool any = false;

			mac(from, address);
			limits(from, most);
			fprintf(out, "  %-24s %s sends to", port_name(from), address);
			for (unsigned k = 0; k < n.count; k++)
				if (sends(from, n.ports[k].vm)) {
					fprintf(out, "%s %s", any ? "," : "",
						port_name(&n.ports[k]));
					any = true;
				}
			fprintf(out, "%s%s%s\n", any ? "" : " nobody", *most ? "; " : "", most);
		}
		network_free(&n);
	}
}

static void json_port(const struct network *n, const struct port *from, FILE *out)
{
	char address[18];
	bool any = false;

	mac(from, address);
	fprintf(out, "{\"name\":");
	json_string(out, port_name(from));
	fprintf(out,
		",\"mac\":\"%s\",\"frames_per_second\":%u,\"bytes_per_second\":%u,"
		"\"broadcasts_per_second\":%u,\"sends_to\":[",
		address, from->view.port.frames, from->view.port.bytes, from->view.port.broadcasts);
	for (unsigned k = 0; k < n->count; k++)
		if (sends(from, n->ports[k].vm)) {
			fprintf(out, "%s", any ? "," : "");
			json_string(out, port_name(&n->ports[k]));
			any = true;
		}
	fprintf(out, "]}");
}

void networks_json(const struct model *m, FILE *out)
{
	struct network n;

	fprintf(out, ",\"networks\":[");
	for (unsigned index = 0; network_read(m, index, &n); index++) {
		fprintf(out, "%s\n{\"name\":", index ? "," : "");
		json_string(out, printable(n.name, BULKHEAD_NAME_SIZE));
		fprintf(out, ",\"ports\":[");
		for (unsigned i = 0; i < n.count; i++) {
			fprintf(out, "%s", i ? "," : "");
			json_port(&n, &n.ports[i], out);
		}
		fprintf(out, "]}");
		network_free(&n);
	}
	putc(']', out);
}

static void html_row(const struct network *n, const struct port *from, FILE *out)
{
	char address[18], most[128];

	mac(from, address);
	limits(from, most);
	fprintf(out, "<tr><th>");
	html_text(out, port_name(from));
	fprintf(out, " <small>%s%s%s</small></th>", address, *most ? ", " : "", most);
	for (unsigned k = 0; k < n->count; k++) {
		bool self = &n->ports[k] == from, may = sends(from, n->ports[k].vm);

		fprintf(out, "<td class=\"%s\" title=\"%s\">%s</td>",
			self  ? "own"
			: may ? "route"
			      : "",
			self  ? "itself"
			: may ? "may send"
			      : "nothing",
			self  ? "•"
			: may ? "→"
			      : "");
	}
	fprintf(out, "</tr>\n");
}

void networks_html(const struct model *m, FILE *out)
{
	struct network n;

	for (unsigned index = 0; network_read(m, index, &n); index++) {
		fprintf(out, "<section><h2>Network ");
		html_text(out, printable(n.name, BULKHEAD_NAME_SIZE));
		fprintf(out,
			"</h2><div class=\"scroll\"><table class=\"matrix\"><thead><tr><th></th>");
		for (unsigned k = 0; k < n.count; k++) {
			fprintf(out, "<th class=\"column\"><span>");
			html_text(out, port_name(&n.ports[k]));
			fprintf(out, "</span></th>");
		}
		fprintf(out, "</tr></thead><tbody>\n");
		for (unsigned i = 0; i < n.count; i++)
			html_row(&n, &n.ports[i], out);
		fprintf(
		    out,
		    "</tbody></table></div><p class=\"legend\">→ the row may send frames to the "
		    "column, from its own address only; between others there is no memory for "
		    "frames.</p></section>\n");
		network_free(&n);
	}
}

static void graph_network(const struct network *n, FILE *out)
{
	for (unsigned a = 0; a < n->count; a++)
		for (unsigned b = 0; b < n->count; b++) {
			bool there = sends(&n->ports[a], n->ports[b].vm);
			bool back = sends(&n->ports[b], n->ports[a].vm);

			if (!there || (back && b < a))
				continue;
			fprintf(out,
				"v%u -> v%u [class=\"channel\", dir=%s, penwidth=3, "
				"constraint=false, label=\" ",
				n->ports[a].vm, n->ports[b].vm, back ? "both" : "forward");
			graph_text(out, printable(n->name, BULKHEAD_NAME_SIZE));
			fprintf(out, "\"];\n");
		}
}

void networks_graph(const struct model *m, FILE *out)
{
	struct network n;

	for (unsigned index = 0; network_read(m, index, &n); index++) {
		graph_network(&n, out);
		network_free(&n);
	}
}

bool networks_join(const struct model *m, uint32_t a, uint32_t b)
{
	bool joined = false;
	struct network n;

	for (unsigned index = 0; network_read(m, index, &n); index++) {
		unsigned found = 0;

		for (unsigned i = 0; i < n.count; i++)
			found |= (n.ports[i].vm == a ? 1u : 0) | (n.ports[i].vm == b ? 2u : 0);
		joined |= found == 3;
		network_free(&n);
	}
	return joined;
}
