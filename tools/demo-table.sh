# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# Prints the table of a demo from its console. To be sourced; `text` is the console's file without colours.
if [ -t 1 ]; then
	bold=$(printf '\033[1m') green=$(printf '\033[32m') red=$(printf '\033[31m') plain=$(printf '\033[0m')
else
	bold='' green='' red='' plain=''
fi
failed=0
row() { # row WHO WHAT RESULT STATUS, - for what this run can't judge
	if [ "$4" = - ]; then
		mark='not judged'
	elif [ "$4" -eq 0 ]; then
		mark="${green}held${plain}"
	else
		mark="${red}FAILED${plain}"
		failed=$((failed + 1))
	fi
	printf '  %-9s %-48s %-34s %s\n' "$1" "$2" "$3" "$mark"
}
# shellcheck disable=SC2154 # text is theirs
count() { grep -acE -- "$1" "$text"; }
value() { # value REGEX-WITH-GROUP: the last match's group
	sed -nE "s/.*$1.*/\\1/p" "$text" | tail -n 1
}
is() { [ "$1" = "$2" ]; echo $?; }
least() { [ "${1:-0}" -ge "$2" ]; echo $?; }
# Ends the demo with its last line; `log` is the console's file.
verdict() {
	if [ "$failed" -eq 0 ]; then
		echo "${green}${bold}All of it held.${plain}"
		exit 0
	fi
	# shellcheck disable=SC2154 # log is theirs
	echo "${red}${bold}$failed of it FAILED${plain}; the last lines of $log:"
	tail -n 20 "$text"
	exit 1
}
