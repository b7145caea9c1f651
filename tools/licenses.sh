#!/usr/bin/env bash
# Writes the licenses of Go and of the modules that are linked into a release to bin/THIRD_PARTY_LICENSES.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p bin
exec >bin/THIRD_PARTY_LICENSES.txt
export LC_ALL=C CGO_ENABLED=0
modules=$(for os in darwin freebsd linux windows; do
  GOOS=$os go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .
done | sort -u)

echo 'terraform-provider-droplet includes these modules. Their source code is at their paths, and in the Go module cache'
echo 'after "go mod download MODULE@VERSION".'
while read -r path version dir; do
  printf '\n%s\n%s %s\n\n' '------------------------------------------------------------------------' "$path" "$version"
  # Fails for a module without a license.
  cat "$dir"/LICENSE*
  find "$dir" -maxdepth 1 \( -name 'NOTICE*' -o -name 'PATENTS*' \) -exec cat {} +
done <<<"Go $(go env GOVERSION GOROOT | tr '\n' ' ')
$modules"
