#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Check the model of the forwarding protocol with Spin: safety, progress, and that planted bugs are found.
set -u
dir=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/tests/model
mkdir -p "$work"
. tests/kit/check.sh
cd "$work" || exit 1

# model NAME EXPECTED-ERRORS(0|some) SPIN-FLAGS PAN-BUILD-FLAGS PAN-FLAGS, of the file $model
model=forward.pml
model() {
	# shellcheck disable=SC2086 # flags are words
	spin -a $3 "$dir/$model" >"$1.log" 2>&1 && gcc -O2 -w $4 -o "pan-$1" pan.c >>"$1.log" 2>&1 &&
		"./pan-$1" -m1000000 $5 >>"$1.log" 2>&1
	errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' "$1.log" | tail -n 1)
	states=$(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' "$1.log" | head -n 1)
	case $2:${errors:-none} in
	0:0 | some:[1-9]*) pass "model $1: $errors errors, ${states:-?} states" ;;
	*) fail "model $1: ${errors:-no result}, expected $2" "$work/$1.log" ;;
	esac
}

model safety 0 "" "-DSAFETY" ""
model progress 0 "" "-DNP -DNFAIR=3" "-l -f"
model planted-livelock some "-DBUG_LIVELOCK" "-DNP -DNFAIR=3" "-l -f"
model planted-occupied some "-DBUG_OCCUPIED" "-DSAFETY" ""
model planted-order some "-DBUG_ORDER" "-DSAFETY" ""
model planted-generation some "-DBUG_GENERATION" "-DSAFETY" ""
model=takeover.pml
model takeover-safety 0 "" "-DSAFETY -DNOCLAIM" ""
model takeover-ready 0 "" "-DNFAIR=4" "-a -f"
model takeover-planted-copy some "-DBUG_COPY" "-DSAFETY -DNOCLAIM" ""
model=nest.pml
model nest-safety 0 "" "-DSAFETY -DNOCLAIM" ""
model nest-stopped 0 "" "-DNFAIR=4" "-a -f"
model nest-planted-section some "-DBUG_SECTION" "-DSAFETY -DNOCLAIM" ""
model nest-planted-caller some "-DBUG_CALLER" "-DSAFETY -DNOCLAIM" ""
model nest-planted-call some "-DBUG_CALL" "-DSAFETY -DNOCLAIM" ""
model nest-planted-stop some "-DBUG_STOP" "-DNFAIR=4" "-a -f"
model=notify.pml
model notify-safety 0 "" "-DSAFETY -DNOCLAIM" ""
model notify-heard 0 "" "-DNFAIR=3" "-a -f"
model notify-planted-order some "-DBUG_ORDER" "-DNFAIR=3" "-a -f"
model notify-planted-clear some "-DBUG_CLEAR" "-DNFAIR=3" "-a -f"
model notify-planted-wait some "-DBUG_WAIT" "-DNFAIR=3" "-a -f"
model notify-planted-fault some "-DBUG_FAULT" "-DNFAIR=3" "-a -f"
model=kick.pml
model kick-seen 0 "" "-DNFAIR=3" "-a -f"
model kick-planted-look some "-DBUG_LOOK" "-DNFAIR=3" "-a -f"
model kick-planted-state some "-DBUG_STATE" "-DNFAIR=3" "-a -f"
model kick-planted-block some "-DBUG_BLOCK" "-DNFAIR=3" "-a -f"
model kick-planted-note some "-DBUG_NOTE" "-DNFAIR=3" "-a -f"
model=queue.pml
model queue-order 0 "" "-DSAFETY" ""
model queue-planted-last some "-DBUG_LAST" "-DSAFETY" ""
model queue-planted-take some "-DBUG_TAKE" "-DSAFETY" ""
model queue-planted-early some "-DBUG_EARLY" "-DSAFETY" ""
model queue-planted-kick some "-DBUG_KICK" "-DSAFETY" ""
summary
