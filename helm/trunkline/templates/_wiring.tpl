{{/* Who listens where, needs which secrets, and stands on what. Everything else is derived from this. */}}
{{- define "trunkline.wiring" -}}
stt:
  ports: { grpc: 7102 }
  env: { STT_BIND: 0.0.0.0:7102 }
tts:
  ports: { grpc: 7103 }
  env: { TTS_BIND: 0.0.0.0:7103 }
dialogue-policy:
  ports: { grpc: 7104 }
  usesRecord: true
  usesCache: true
  usesTenants: true
  usesBus: true
  env:
    DIALOGUE_POLICY_BIND: 0.0.0.0:7104
    DIALOGUE_POLICY_INSTANCES: many
    TOOL_GATEWAY_ADDRESS: {{ include "trunkline.address" (dict "root" . "name" "tool-gateway" "port" 7106) }}
    HANDOFF_ADDRESS: {{ include "trunkline.address" (dict "root" . "name" "handoff" "port" 7105) }}
  secrets: { CONFIRMATION_KEY: confirmation-key }
tool-gateway:
  ports: { grpc: 7106 }
  usesRecord: true
  usesCache: true
  usesTenants: true
  env:
    TOOLS_BIND: 0.0.0.0:7106
    TOOLS_PRIVATE_HOSTS: {{ join "," (index .Values.services "tool-gateway").privateHosts | quote }}
  secrets: { TOOLS_SERVICE_KEY: tools-service-key, CONFIRMATION_KEY: confirmation-key }
handoff:
  ports: { grpc: 7105, http: 8085 }
  usesRecord: true
  usesCache: true
  usesTenants: true
  usesBus: true
  env:
    HANDOFF_BIND: 0.0.0.0:7105
    HANDOFF_HTTP_BIND: 0.0.0.0:8085
    LINES_ADDRESS: {{ include "trunkline.gateways" . | quote }}
  secrets: { DESK_KEY: desk-key }
trace:
  ports: { http: 8086 }
  usesRecord: true
  usesCache: true
  usesBus: true
  env:
    TRACE_HTTP_BIND: 0.0.0.0:8086
    TRACE_RECORDINGS_DIR: /recordings
  secrets: { TRACE_KEY: trace-key }
{{- end }}

{{/* The services that the record is made of; the order is that of their addresses in the migrations. */}}
{{- define "trunkline.recordServices" -}}
[sip-gateway, dialogue-policy, tool-gateway, handoff, trace]
{{- end }}

{{/* A name that resolves to every pod of a service, so that a client finds another one when its own ends. */}}
{{- define "trunkline.address" -}}
dns:///{{ .root.Release.Name }}-{{ .name }}:{{ .port }}
{{- end }}

{{/* Every gateway that there may be, each by its own name: which of them holds a line is asked of each, unless the shared
     memory knows. */}}
{{- define "trunkline.gateways" -}}
{{- $own := .Values.sipGateway }}
{{- $names := list }}
{{- range $index := until (int ($own.autoscaling.enabled | ternary $own.autoscaling.max $own.replicas)) }}
{{- $names = append $names (printf "%s-sip-gateway-%d.%s-sip-gateway:7101" $.Release.Name $index $.Release.Name) }}
{{- end }}
{{- join "," $names }}
{{- end }}

{{- define "trunkline.brokers" -}}
{{- if .Values.kafka.bundled }}{{ .Release.Name }}-kafka:9092{{ else }}{{ join "," .Values.kafka.brokers }}{{ end }}
{{- end }}

{{- define "trunkline.recordEnv" -}}
- { name: DATABASE_URL_FILE, value: /run/secrets/{{ . }}-database-url }
# A job has brought the schema forward; a process only looks whether it is the one it knows.
- { name: DATABASE_MIGRATE, value: 'false' }
{{- end }}

{{/* How brokers are reached, for the consumers of events and the job that makes the topics. */}}
{{- define "trunkline.brokerEnv" -}}
- { name: KAFKA_BROKERS, value: {{ include "trunkline.brokers" . | quote }} }
{{- with .Values.kafka.topicPrefix }}
- { name: KAFKA_TOPIC_PREFIX, value: {{ . | quote }} }
{{- end }}
{{- with .Values.kafka.tls }}
{{- if ne .mode "off" }}
- { name: KAFKA_TLS, value: {{ .mode | quote }} }
- { name: KAFKA_TLS_CA, value: /run/kafka-tls/ca.crt }
{{- end }}
{{- if eq .mode "mutual" }}
- { name: KAFKA_TLS_CERT, value: /run/kafka-tls/tls.crt }
- { name: KAFKA_TLS_KEY, value: /run/kafka-tls/tls.key }
{{- end }}
{{- end }}
{{- with .Values.kafka.sasl }}
{{- if ne .mechanism "none" }}
- { name: KAFKA_SASL_MECHANISM, value: {{ .mechanism }} }
- { name: KAFKA_SASL_USERNAME, value: {{ .username | quote }} }
- { name: KAFKA_SASL_KEY_FILE, value: /run/secrets/kafka-sasl-key }
{{- end }}
{{- end }}
{{- end }}

{{- define "trunkline.brokerMount" -}}
{{- if and (include "trunkline.brokers" .) (ne .Values.kafka.tls.mode "off") }}
- { name: kafka-tls, mountPath: /run/kafka-tls, readOnly: true }
{{- end }}
{{- end }}

{{- define "trunkline.brokerVolume" -}}
{{- if and (include "trunkline.brokers" .) (ne .Values.kafka.tls.mode "off") }}
- { name: kafka-tls, secret: { secretName: {{ .Values.kafka.tls.secretName }}, defaultMode: 0440 } }
{{- end }}
{{- end }}

{{/* For the consumers of events: who reads them where, and who brings them there. */}}
{{- define "trunkline.busEnv" -}}
{{- if include "trunkline.brokers" . }}
- { name: EVENT_BUS, value: kafka }
{{- include "trunkline.brokerEnv" . | nindent 0 }}
- { name: RECORD_RELAY, value: 'true' }
{{- else }}
- { name: EVENT_BUS, value: log }
{{- end }}
{{- end }}

{{- define "trunkline.cacheEnv" -}}
{{- if or .Values.redis.bundled .Values.redis.external }}
{{- if .Values.redis.bundled }}
- { name: REDIS_URL, value: 'redis://{{ .Release.Name }}-redis:6379' }
{{- else }}
- { name: REDIS_URL, valueFrom: { secretKeyRef: { name: {{ .Values.secretName }}, key: redis-url } } }
{{- end }}
# What is kept there is kept under names that nobody else can make.
- { name: CACHE_KEY_FILE, value: /run/secrets/cache-key }
{{- end }}
{{- end }}

{{- define "trunkline.tlsEnv" -}}
{{- if .Values.grpcTls.enabled }}
- { name: GRPC_TLS_CA, value: /run/grpc-tls/ca.crt }
- { name: GRPC_TLS_CERT, value: /run/grpc-tls/tls.crt }
- { name: GRPC_TLS_KEY, value: /run/grpc-tls/tls.key }
{{- end }}
{{- end }}

{{- define "trunkline.tlsMount" -}}
{{- if .Values.grpcTls.enabled }}
- { name: grpc-tls, mountPath: /run/grpc-tls, readOnly: true }
{{- end }}
{{- end }}

{{- define "trunkline.tlsVolume" -}}
{{- if .Values.grpcTls.enabled }}
- { name: grpc-tls, secret: { secretName: {{ .Values.grpcTls.secretName }}, defaultMode: 0440 } }
{{- end }}
{{- end }}

{{/* Every conversation between two workloads: caller, called, port. */}}
{{- define "trunkline.pairs" -}}
- { from: sip-gateway, to: stt, port: 7102 }
- { from: sip-gateway, to: tts, port: 7103 }
- { from: sip-gateway, to: dialogue-policy, port: 7104 }
- { from: dialogue-policy, to: tool-gateway, port: 7106 }
- { from: dialogue-policy, to: handoff, port: 7105 }
- { from: handoff, to: sip-gateway, port: 7101 }
{{- $record := include "trunkline.recordServices" . | fromYamlArray }}
{{- if .Values.postgres.bundled }}
{{- range concat $record (list "migrations") (.Values.maintenance.enabled | ternary (list "maintenance") list) }}
- { from: {{ . }}, to: postgres, port: 5432 }
{{- end }}
{{- end }}
{{- if .Values.kafka.bundled }}
{{- range list "dialogue-policy" "handoff" "trace" "topics" }}
- { from: {{ . }}, to: kafka, port: 9092 }
{{- end }}
{{- end }}
{{- if .Values.redis.bundled }}
{{- range list "sip-gateway" "dialogue-policy" "tool-gateway" "handoff" "trace" }}
- { from: {{ . }}, to: redis, port: 6379 }
{{- end }}
{{- end }}
{{- end }}

{{/* Every way to a server outside: who goes, where, and its name in a policy's own. */}}
{{- define "trunkline.outside" -}}
{{- $inside := list "dialogue-policy" "tool-gateway" "handoff" "trace" }}
{{- if not .Values.postgres.bundled }}
{{- range concat $inside (list "migrations") (.Values.maintenance.enabled | ternary (list "maintenance") list) }}
- { from: {{ . }}, to: record, cidrs: {{ $.Values.postgres.cidrs | toJson }}, ports: [{{ $.Values.postgres.port }}] }
{{- end }}
{{- end }}
{{- with .Values.kafka.brokers }}
{{- $ports := list }}
{{- range . }}{{ $ports = append $ports (splitList ":" . | last) }}{{ end }}
{{- range list "dialogue-policy" "handoff" "trace" "topics" }}
- { from: {{ . }}, to: kafka, cidrs: {{ $.Values.kafka.cidrs | toJson }}, ports: [{{ uniq $ports | join ", " }}] }
{{- end }}
{{- end }}
{{- if .Values.redis.external }}
{{- range $inside }}
- { from: {{ . }}, to: redis, cidrs: {{ $.Values.redis.cidrs | toJson }}, ports: [{{ $.Values.redis.port }}] }
{{- end }}
{{- end }}
{{- end }}
