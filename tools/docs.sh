#!/usr/bin/env bash
# Generates docs/, or checks that it is current. Usage: tools/docs.sh generate|check PATH_OF_TERRAFORM_OR_TOFU
set -euo pipefail
cd "$(dirname "$0")/.."

mode=$1 cli=$2
tfplugindocs=(go tool -modfile=tools/tfplugindocs/go.mod tfplugindocs)
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

fail() {
  echo "docs-$mode: failed: $*" >&2
  exit 1
}

# quiet shows the output of a command only if the command fails.
quiet() {
  "$@" >"$temp/log" 2>&1 || { cat "$temp/log" >&2; fail "$*"; }
}

# schema writes schema.json. tfplugindocs can run Terraform itself, but not OpenTofu, and looks for the provider in the namespace
# hashicorp.
schema() {
  mkdir "$temp/schema"
  cd "$temp/schema"
  printf 'terraform {\n  required_providers {\n    droplet = { source = "registry.terraform.io/hashicorp/droplet" }\n  }\n}\n' >main.tf
  "$cli" init -plugin-dir="$temp/plugins" && "$cli" providers schema -json >../schema.json
}

case $mode in
  generate)
    "$cli" fmt -recursive examples
    target=docs
    ;;
  check)
    quiet "$cli" fmt -check -diff -recursive examples
    target=bin/docs
    rm -rf "$target"
    ;;
esac

quiet go build -o "$temp/plugins/registry.terraform.io/hashicorp/droplet/0.1.0/$(go env GOOS)_$(go env GOARCH)/terraform-provider-droplet_v0.1.0" .
(quiet schema)
options=(--provider-name terraform-provider-droplet --providers-schema "$temp/schema.json")
quiet "${tfplugindocs[@]}" generate "${options[@]}" --rendered-provider-name Droplet --rendered-website-dir "$target"

if [ "$mode" = generate ]; then
  echo "docs: generated docs/"
else
  quiet "${tfplugindocs[@]}" validate "${options[@]}"
  diff -r docs "$target" || fail "docs/ is not current; run make docs"
  # The registries resolve relative links with a slash differently.
  ! grep -rnE '\]\([^):#]*/' docs || fail "docs/ has relative links with a slash"
  echo "docs-check: passed"
fi
