#!/usr/bin/env bash
# Prints the section of CHANGELOG.md for a tag such as v1.2.3. Fails if there is none, or if it is empty.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1#v}
# Keep a Changelog writes a heading as "## [1.2.3] - 2006-01-02", and the links of the headings at the end of the file.
notes=$(awk -v version="$version" '/^## / { found = $2 == version || $2 == "[" version "]"; next } found && !/^\[.*\]: /' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "release-notes: CHANGELOG.md has no section for $version" >&2
  exit 1
fi
printf '%s\n' "$notes"
