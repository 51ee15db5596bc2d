#!/bin/sh
# Builds what the checks of deploy/ and helm/ call into .trunkline/bin, and fetches the schemas they judge by into
# .trunkline/schemas: all of it Go modules, so that Go and its module proxy are all that is needed. Later runs do nothing.
set -eu
cd "$(dirname "$0")/.."
cache=$PWD/.trunkline
bin=$cache/bin
schemas=$cache/schemas
mkdir -p "$bin" "$schemas"

need_go() {
  command -v go >/dev/null || { echo 'deploy/tools.sh: Go is not installed, so the tools cannot be built' >&2; exit 3; }
}

# program NAME PACKAGE@VERSION
program() {
  [ -x "$bin/$1" ] && [ "$(cat "$bin/$1.from" 2>/dev/null)" = "$2" ] && return
  need_go
  built=$(mktemp -d "$bin/build.XXXXXX")
  GOBIN=$built go install "$2"
  mv "$built"/* "$bin/$1"
  rmdir "$built"
  echo "$2" >"$bin/$1.from"
}

# schema NAME MODULE@VERSION FILE
schema() {
  [ -s "$schemas/$1" ] && [ "$(cat "$schemas/$1.from" 2>/dev/null)" = "$2" ] && return
  need_go
  dir=$(go mod download -json "$2" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p')
  cp "$dir/$3" "$schemas/$1.part"
  chmod u+w "$schemas/$1.part"
  mv "$schemas/$1.part" "$schemas/$1"
  echo "$2" >"$schemas/$1.from"
}

program helm helm.sh/helm/v3/cmd/helm@v3.19.0
program kubeconform github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
program compose-spec github.com/compose-spec/compose-go/v2/cmd@v2.9.1

# The oldest Kubernetes that the chart is for, and a current one.
schema kubernetes-1.30.json k8s.io/kubernetes@v1.30.14 api/openapi-spec/swagger.json
schema kubernetes-1.34.json k8s.io/kubernetes@v1.34.3 api/openapi-spec/swagger.json
schema certificates.yaml github.com/cert-manager/cert-manager@v1.18.2 deploy/crds/crd-certificates.yaml
schema scaled-objects.yaml github.com/kedacore/keda/v2@v2.21.0 config/crd/bases/keda.sh_scaledobjects.yaml
schema pod-monitors.yaml github.com/prometheus-operator/prometheus-operator@v0.85.0 \
  example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml
