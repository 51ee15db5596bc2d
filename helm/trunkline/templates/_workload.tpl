{{- define "trunkline.labels" -}}
app.kubernetes.io/name: trunkline
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "trunkline.metadata" -}}
name: {{ .root.Release.Name }}-{{ .name }}
labels:
  {{- include "trunkline.labels" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "trunkline.image" -}}
{{ .root.Values.image.repository }}/{{ .name }}:{{ .root.Values.image.tag }}
{{- end }}

{{- define "trunkline.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "trunkline.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* The grace must hold what happens in it; a manifest that would cut calls is not rendered. */}}
{{- define "trunkline.grace" -}}
{{- $sum := add .preStop .drain .slack }}
{{- if lt (int .grace) (int $sum) }}
{{- fail (printf "%s: terminationGracePeriodSeconds %d is less than preStopSeconds %d + drainSeconds %d + slackSeconds %d = %d" .name (int .grace) (int .preStop) (int .drain) (int .slack) (int $sum)) }}
{{- end }}
{{- int .grace }}
{{- end }}

{{- define "trunkline.spread" -}}
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "trunkline.labels" $ | nindent 6 }}
{{- end }}
{{- end }}

{{/* Probes of every service: alive when its operations page answers, ready when it says so. */}}
{{- define "trunkline.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: operations }
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /healthz, port: operations }
  periodSeconds: 5
  timeoutSeconds: 3
livenessProbe:
  httpGet: { path: /livez, port: operations }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{/* Secrets as files of one mount: a list of key names. */}}
{{- define "trunkline.secretVolume" -}}
- name: secrets
  secret:
    secretName: {{ .root.Values.secretName }}
    defaultMode: 0440
    items:
      {{- range .keys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end }}

{{- define "trunkline.tenantEnv" -}}
- { name: TENANTS_DIR, value: {{ ternary "/app/examples" "/tenants" .Values.tenants.fromImage }} }
{{- range $name, $value := .Values.tenants.variables }}
- { name: TENANT_{{ upper $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{- define "trunkline.tenantVolume" -}}
{{- if not .Values.tenants.fromImage }}
- name: tenants
  persistentVolumeClaim: { claimName: {{ .Values.tenants.existingClaim }}, readOnly: true }
{{- end }}
{{- end }}

{{- define "trunkline.tenantMount" -}}
{{- if not .Values.tenants.fromImage }}
- { name: tenants, mountPath: /tenants, readOnly: true }
{{- end }}
{{- end }}

{{- define "trunkline.recordingsVolume" -}}
- name: recordings
  {{- if .Values.recordings.existingClaim }}
  persistentVolumeClaim: { claimName: {{ .Values.recordings.existingClaim }} }
  {{- else }}
  emptyDir: { sizeLimit: 2Gi }
  {{- end }}
{{- end }}

{{/* The pod of a job of ours: name, command (none for the image's own), env, keys of the Secret. */}}
{{- define "trunkline.jobPod" -}}
restartPolicy: {{ .restartPolicy | default "Never" }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "trunkline.podSecurity" . | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: {{ .name }}
    image: {{ include "trunkline.image" (dict "root" .root "name" "migrations") }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    {{- with .command }}
    args: {{ . | toJson }}
    {{- end }}
    env:
      {{- range $key, $value := .env }}
      - { name: {{ $key }}, value: {{ $value | quote }} }
      {{- end }}
      {{- if .usesBrokers }}
      {{- include "trunkline.brokerEnv" .root | nindent 6 }}
      {{- end }}
    resources:
      requests: { cpu: 100m, memory: 128Mi }
      limits: { cpu: 500m, memory: 256Mi }
    securityContext: {{- include "trunkline.containerSecurity" . | nindent 6 }}
    volumeMounts:
      - { name: tmp, mountPath: /tmp }
      {{- if .keys }}
      - { name: secrets, mountPath: /run/secrets, readOnly: true }
      {{- end }}
      {{- if .usesBrokers }}
      {{- include "trunkline.brokerMount" .root | nindent 6 }}
      {{- end }}
volumes:
  - { name: tmp, emptyDir: { medium: Memory, sizeLimit: 16Mi } }
  {{- if .keys }}
  {{- include "trunkline.secretVolume" . | nindent 2 }}
  {{- end }}
  {{- if .usesBrokers }}
  {{- include "trunkline.brokerVolume" .root | nindent 2 }}
  {{- end }}
{{- end }}

{{/* What runs before an installation or an upgrade when the server it needs is there already, and beside it when this
     release brings it: then nothing can run before it, and the job's own tries wait for it. */}}
{{- define "trunkline.jobMetadata" -}}
{{- if .beside }}
name: {{ .root.Release.Name }}-{{ .name }}-{{ .root.Release.Revision }}
labels: {{- include "trunkline.labels" . | nindent 2 }}
{{- else }}
{{- include "trunkline.metadata" . }}
annotations:
  helm.sh/hook: pre-install,pre-upgrade
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
{{- end }}
