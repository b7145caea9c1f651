#!/usr/bin/env bash
# Builds a snapshot for all platforms, signs it with a temporary key, and checks dist/ against the requirements of the
# Terraform Registry. It publishes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

name=terraform-provider-droplet
platforms=(
  darwin_amd64 darwin_arm64
  freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64
  linux_386 linux_amd64 linux_arm linux_arm64
  windows_386 windows_amd64 windows_arm64
)
goreleaser=(go tool -modfile=tools/goreleaser/go.mod goreleaser)

fail() {
  echo "release-check: $*" >&2
  exit 1
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

GNUPGHOME=$(mktemp -d)
export GNUPGHOME
unpacked=$(mktemp -d)
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME" "$unpacked"' EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key release-check rsa3072 sign 1d
GPG_FINGERPRINT=$(gpg --list-keys --with-colons | awk -F: '$1 == "fpr" { print $10; exit }')
export GPG_FINGERPRINT

"${goreleaser[@]}" check
"${goreleaser[@]}" release --snapshot --clean --skip=publish

cd dist
sums=$(echo "${name}"_*_SHA256SUMS)
version=${sums#"${name}_"}
version=${version%_SHA256SUMS}
manifest=${name}_${version}_manifest.json

# goreleaser lists the manifest in SHA256SUMS, but does not copy it to dist/.
cp ../terraform-registry-manifest.json "$manifest"

want=$(printf "${name}_${version}_%s.zip\n" "${platforms[@]}" | sort)
[[ "$(printf '%s\n' *.zip | sort)" == "$want" ]] || fail "unexpected zip files:" *.zip
[[ "$(awk '{ print $2 }' "$sums" | sort)" == "$(printf '%s\n' "$want" "$manifest" | sort)" ]] ||
  fail "$sums must list the zip files and the manifest, and nothing else"
sha256 -c "$sums" || fail "a checksum in $sums does not match"
grep -q '"protocol_versions": \["6.0"\]' "$manifest" || fail "$manifest does not declare protocol 6.0"

for platform in "${platforms[@]}"; do
  binary=${name}_v$version
  [[ $platform != windows_* ]] || binary+=.exe
  unzip -qo "${name}_${version}_$platform.zip" "$binary" -d "$unpacked" || fail "$platform: the zip file has no $binary"
  built=$(go version -m "$unpacked/$binary")
  for setting in "GOOS=${platform%_*}" "GOARCH=${platform#*_}" CGO_ENABLED=0 -trimpath=true; do
    grep -qw -e "$setting" <<<"$built" || fail "$platform: $binary was not built with $setting"
  done
  # The linker ignores -X for a variable that does not exist.
  grep -qaF -e "$version" "$unpacked/$binary" || fail "$platform: $binary does not contain its version"
done

[[ "$(head -c 10 "$sums.sig" | tr -d '\0')" != -----BEGIN* ]] || fail "$sums.sig is armored; the registry requires a binary signature"
gpg --batch --verify "$sums.sig" "$sums" || fail "the signature $sums.sig is not valid"

host=$(go env GOOS)_$(go env GOARCH)
unzip -qo "${name}_${version}_$host.zip" -d "$unpacked"
# The demo takes the provider from bin/.
cd ..
mkdir -p bin
mv "$unpacked/${name}_v$version" "bin/$name"
go build -buildvcs=false -o bin/ ./internal/demo
bin/demo plan || fail "$host: the demo failed with the released binary"

echo "release-check: passed: $version for ${#platforms[@]} platforms, with checksums, manifest and signature"
