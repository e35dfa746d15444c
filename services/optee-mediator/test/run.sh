#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run the mediator's host tests of the folder $1. The last line counts them: `N passed, N failed`.
dir=$1
here=$(dirname "$0")
runs=${MEDIATOR_FUZZ_RUNS:-30000}
. tests/kit/check.sh

units "$dir/unit"
holds 'two cores at once' timeout 120 "$dir/cores"
holds 'inputs that are kept' timeout 120 "$dir/fuzz" -runs=0 "$here/corpus"
rm -rf "$dir/new" && mkdir "$dir/new" # inputs that the run finds; not kept
holds 'new inputs' timeout 300 "$dir/fuzz" -seed=1 -runs="$runs" -max_total_time=60 -max_len=400 \
	-artifact_prefix="$dir/" "$dir/new" "$here/corpus"
summary
