#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Prints an SPDX 2.3 document (tag-value) of the third-party packages that a build fetched: name, version, SHA-256 and
# the licences that Debian's copyright file names (in its own short names). apt-fetch.sh's .packages are the source.
#   tools/sbom.sh [FOLDER...]    the folders into which packages were unpacked; default: all of $BUILD
set -eu
BUILD=${BUILD:-build}
version=$(cat VERSION)

licences() { # licences FOLDER PACKAGE: from its machine-readable copyright file (DEP-5), where it is one
	for file in "$1/usr/share/doc/$2/copyright" "$1/$2/debian/copyright"; do
		[ -r "$file" ] || continue
		sed -nE 's/^License: *([^ ].*)$/\1/p' "$file" | sort -u | paste -sd, - | sed 's/,/, /g'
		return
	done
}

[ $# -gt 0 ] || set -- "$BUILD"
cat <<HEAD
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: bulkhead-$version
DocumentNamespace: https://spdx.org/spdxdocs/bulkhead-$version
Creator: Tool: bulkhead tools/sbom.sh
Created: $(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%dT%H:%M:%SZ)

PackageName: bulkhead
SPDXID: SPDXRef-bulkhead
PackageVersion: $version
PackageDownloadLocation: NOASSERTION
PackageLicenseDeclared: BSD-3-Clause
FilesAnalyzed: false
HEAD
find "$@" -name .packages | LC_ALL=C sort | while read -r list; do
	folder=$(dirname "$list")
	while read -r name number hash; do
		found=$(licences "$folder" "$name")
		cat <<-PACKAGE

			PackageName: $name
			SPDXID: SPDXRef-$name-$(printf %.12s "$hash")
			PackageVersion: $number
			PackageDownloadLocation: NOASSERTION
			PackageChecksum: SHA256: $hash
			FilesAnalyzed: false
			PackageLicenseDeclared: NOASSERTION
		PACKAGE
		[ -z "$found" ] || echo "PackageLicenseComments: <text>Debian's copyright file names: $found</text>"
	done <"$list"
done | awk -v RS= '!seen[$0]++ { printf "\n%s\n", $0 }'
