#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs each argument as a command, whose last line is `N passed, N failed`, and prints the sum of these lines.
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"
for command in "$@"; do
	counted sh -c "$command"
done
summary
