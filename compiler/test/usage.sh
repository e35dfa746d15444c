#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: usage.sh BUILD
# The help of each command, the manual page, the completion and the source's table list the same options; what the
# manual shows of options exists. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
# shellcheck source=tests/kit/check.sh
. tests/kit/check.sh

# agree WHAT EXPECTED FOUND
agree() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1"
		diff <(echo "$2") <(echo "$3")
	fi
}
options() { # of the standard input, one a line, without --help
	grep -oE '(^|[^-A-Za-z0-9])(--[a-z][a-z-]*|-[A-Za-z])\b' | grep -oE -- '-+[A-Za-z].*' | grep -vxE -- '--help|-h' | sort -u
}
of_help() { # COMMAND
	"$tool" "$1" --help | sed -nE 's/^  (-[^ ,]*)(, (--[^ ]*))?.*/\1 \3/p' | options
}
of_manual() { # COMMAND
	sed 's/\\-/-/g' docs/bulkhead.1 | awk -v command="$1" '/^\.S[SH]/ { on = $2 == command }
		on && tag { print; tag = 0 } on && /^\.TP/ { tag = 1 }' | options
}
# shellcheck source=tools/bulkhead.bash-completion
. tools/bulkhead.bash-completion
complete_words() { # WORDS..., the last of them to be completed
	COMP_WORDS=("$tool" "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_bulkhead
	printf '%s\n' "${COMPREPLY[@]}"
}
of_source() { # FILE: the long options of its table, the short ones of getopt's string
	sed -nE 's/^.*getopt_long\([^"]*"([A-Za-z:]*)".*/\1/p' "$1" | tr -d ':\n' | sed 's/./-&\n/g'
	grep -oE '\{"[a-z-]+", (no|required)_argument' "$1" | sed -E 's/\{"([a-z-]*).*/--\1/'
}

commands=$("$tool" help | sed -nE 's/^  ([a-z]+) .*/\1/p')
agree "the manual's commands" "$(echo "$commands" | sort)" \
	"$(sed -nE 's/^\.SS (.*)/\1/p' docs/bulkhead.1 | sort)"
agree "the completion's commands" "$(printf '%s\n' "$commands" help | sort)" "$(complete_words "" | grep -v '^-' | sort)"
for command in $commands; do
	help=$(of_help "$command")
	agree "$command: manual" "$help" "$(of_manual "$command")"
	agree "$command: completion" "$help" "$(complete_words "$command" - | options)"
	case $command in
	compile) source=compiler/compile.c ;;
	verify) source=compiler/verify/verify.c ;;
	image) source=compiler/verify/boot_image.c ;;
	report) source=compiler/report/main.c ;;
	*) source=compiler/commands/$command.c ;;
	esac
	agree "$command: source" "$help" "$(of_source "$source" | sort -u)"
	"$tool" "$command" --no-such-option >/dev/null 2>&1
	status=$?
	agree "$command: status of a wrong option" "$([ "$command" = explain ] && echo 1 || echo 2)" $status
done
"$tool" no-such-command >/dev/null 2>&1
agree "status of a wrong command" 2 $?

# Options that the manual shows exist.
while read -r command option; do
	agree "docs: bulkhead $command $option" "$option" "$(of_help "$command" | grep -x -- "$option")"
done < <(grep -hoE 'bulkhead (compile|verify|run|report|trace)( [^`#|-][^ `#|]*)*( --?[a-z]+)' README.md docs/*.md |
	sed -E 's/bulkhead ([a-z]+).* (--?[a-z]+)$/\1 \2/' | sort -u)

summary
