#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The pages: what they link to is there, and the page of calls has the calls that the header has, with their numbers.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/kit/check.sh

# links FILE: the relative targets of its links that don't exist
links() {
	grep -oE '\]\([^)#]+' "$1" | sed 's/^](//' | grep -vE '^(https?|mailto):' | while IFS= read -r target; do
		[ -e "$(dirname "$1")/$target" ] || echo "$1: $target"
	done
}
broken=
for page in $(git ls-files '*.md'); do
	broken="$broken$(links "$page")"
done
[ -z "$broken" ] || echo "$broken"
check 'links of the pages' "$([ -z "$broken" ]; echo $?)"

numbers_of_header() {
	sed -nE 's/^#define BULKHEAD_(HVC_[A-Z_]+)[ \t]+BULKHEAD_HVC\(([0-9]+)\).*/\1 \2/p
		s/^#define BULKHEAD_(SVC_[A-Z_]+)[ \t]+([0-9]+).*/\1 \2/p' abi/bulkhead/hypercall.h | grep -v SVC_COUNT | sort
}
numbers_of_page() {
	grep '^| `[HS]VC_' docs/hypercalls.md | cut -d'|' -f2 | grep -oE '[HS]VC_[A-Z_]+` \([0-9]+\)' | tr -d '`()' | sort
}
header=$(numbers_of_header) page=$(numbers_of_page)
[ "$header" = "$page" ] || printf '%s\n--- page:\n%s\n' "$header" "$page"
check 'calls of docs/hypercalls.md are those of abi/bulkhead/hypercall.h' "$([ "$header" = "$page" ]; echo $?)"
requests_of_header() { sed -nE 's/^\tBULKHEAD_REQUEST_([A-Z_]+)[ ,].*/\1/p' abi/bulkhead/request.h | sort; }
requests_of_page() {
	sed -n '/^## Requests/,$p' docs/hypercalls.md | grep '^| [A-Z]' | cut -d'|' -f2 | tr -d ' ' | tr ',' '\n' | sort
}
header=$(requests_of_header) page=$(requests_of_page)
[ "$header" = "$page" ] || printf '%s\n--- page:\n%s\n' "$header" "$page"
check 'requests of docs/hypercalls.md are those of abi/bulkhead/request.h' "$([ "$header" = "$page" ]; echo $?)"
# The last column of the tables of docs/virtio.md: unit tests, or cases by AREA/NAME.
missing=
for test in $(grep '^| ' docs/virtio.md | grep -v '^| section\|^| planted' | sed 's/|$//; s/.*|//' | tr -d '` ' | tr ',' ' '); do
	case $test in
	*/*) [ -f "tests/cases/$test/case.test" ] || missing="$missing $test" ;;
	*) grep -rqF "TEST($test)" skiff/lib/*/test || missing="$missing $test" ;;
	esac
done
[ -z "$missing" ] || echo "docs/virtio.md: no test$missing"
check 'tests that docs/virtio.md names' "$([ -z "$missing" ]; echo $?)"
summary
