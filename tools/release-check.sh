#!/usr/bin/env bash
# Builds a snapshot for every platform, signs it with a key that lives as long as this script,
# and checks dist/ against what the Terraform Registry asks for. Publishes nothing.
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
demo=$(mktemp -d)
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME" "$unpacked" "$demo"' EXIT
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

# goreleaser lists the manifest in SHA256SUMS, but uploads it from where it stands.
cp ../terraform-registry-manifest.json "$manifest"

want=$(printf "${name}_${version}_%s.zip\n" "${platforms[@]}" | sort)
[[ "$(printf '%s\n' *.zip | sort)" == "$want" ]] || fail "zips: got" *.zip
[[ "$(awk '{ print $2 }' "$sums" | sort)" == "$(printf '%s\n' "$want" "$manifest" | sort)" ]] ||
  fail "$sums does not list just the zips and the manifest"
sha256 -c "$sums" || fail "$sums does not match"
grep -q '"protocol_versions": \["6.0"\]' "$manifest" || fail "$manifest does not say protocol 6.0"

for platform in "${platforms[@]}"; do
  binary=${name}_v$version
  [[ $platform != windows_* ]] || binary+=.exe
  unzip -qo "${name}_${version}_$platform.zip" "$binary" -d "$unpacked" || fail "$platform: no $binary in its zip"
  built=$(go version -m "$unpacked/$binary")
  for setting in "GOOS=${platform%_*}" "GOARCH=${platform#*_}" CGO_ENABLED=0 -trimpath=true; do
    grep -qw -e "$setting" <<<"$built" || fail "$platform: $binary was not built with $setting"
  done
  # -X says nothing when it names a variable that is not there.
  grep -qaF -e "$version" "$unpacked/$binary" || fail "$platform: $binary does not know its version"
done

[[ "$(head -c 10 "$sums.sig" | tr -d '\0')" != -----BEGIN* ]] || fail "$sums.sig is armored; the registry reads binary ones"
gpg --batch --verify "$sums.sig" "$sums" || fail "$sums.sig does not verify"

host=$(go env GOOS)_$(go env GOARCH)
unzip -qo "${name}_${version}_$host.zip" -d "$unpacked"
mv "$unpacked/${name}_v$version" "$demo/$name"
(cd .. && go build -o "$demo/demo" ./internal/demo && "$demo/demo") || fail "$host: the demo does not work with the binary from the zip"

echo "release-check: $version is fit for the registry: ${#platforms[@]} platforms, checksums, manifest and signature"
