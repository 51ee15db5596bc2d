#!/bin/sh
# Installs what the checks of deploy/ and helm/ call, into .trunkline/bin. Needs Go for helm.
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/.trunkline/bin
if [ ! -x "$bin/helm" ]; then
  command -v go >/dev/null || { echo 'deploy/tools.sh: Go is not installed, so helm cannot be built' >&2; exit 3; }
  mkdir -p "$bin"
  GOBIN=$bin go install helm.sh/helm/v3/cmd/helm@v3.19.0
fi
"$bin/helm" version --short
