#!/usr/bin/env bash
# Builds a snapshot for all platforms, signs it with a temporary key, and checks dist/ against the requirements of the
# Terraform Registry. It publishes nothing. With an argument such as 1.2.3, it also checks that this version can be released.
set -euo pipefail
cd "$(dirname "$0")/.."

name=terraform-provider-droplet
platforms=(
  darwin_amd64 darwin_arm64
  freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64
  linux_386 linux_amd64 linux_arm linux_arm64 linux_s390x
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

for program in gpg unzip; do
  command -v "$program" >/dev/null || fail "$program is not on the PATH"
done

git rev-parse HEAD >/dev/null 2>&1 || fail "this is not a clone; the times of the files come from the commit"

if [[ -n ${1-} ]]; then
  [[ $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "$1 is not a version such as 1.2.3"
  [[ -z $(git tag --list "v$1") ]] || fail "the tag v$1 exists"
  tools/release-notes.sh "$1" >/dev/null
  ! grep -q 'not in a registry' README.md || fail "README.md, which is in the archives, says that the provider is not in a registry"
fi

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
  # The times of the files depend only on the commit, so that the archives can be reproduced.
  times=$(TZ=UTC unzip -ZT "${name}_${version}_$platform.zip" | awk '/^-/ { print $7 }' | sort -u)
  [[ $times == "$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y%m%d.%H%M%S)" ]] || fail "$platform: the files are of $times"
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
