{{/* Who listens where, needs which secrets, and talks to whom. Everything else is derived from this. */}}
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
  usesTenants: true
  env:
    DIALOGUE_POLICY_BIND: 0.0.0.0:7104
    DIALOGUE_POLICY_INSTANCES: many
    TOOL_GATEWAY_ADDRESS: {{ .Release.Name }}-tool-gateway:7106
    HANDOFF_ADDRESS: {{ .Release.Name }}-handoff:7105
  secrets: { CONFIRMATION_SECRET: confirmation-key }
tool-gateway:
  ports: { grpc: 7106 }
  usesRecord: true
  usesTenants: true
  env:
    TOOLS_BIND: 0.0.0.0:7106
    TOOLS_PRIVATE_HOSTS: {{ join "," (index .Values.services "tool-gateway").privateHosts | quote }}
  secrets: { TOOLS_SERVICE_KEY: tools-service-key, CONFIRMATION_KEY: confirmation-key }
handoff:
  ports: { grpc: 7105, http: 8085 }
  usesRecord: true
  usesTenants: true
  env:
    HANDOFF_BIND: 0.0.0.0:7105
    HANDOFF_HTTP_BIND: 0.0.0.0:8085
    LINES_ADDRESS: {{ .Release.Name }}-sip-gateway:7101
  secrets: { DESK_KEY: desk-key }
trace:
  ports: { http: 8086 }
  usesRecord: true
  env:
    TRACE_HTTP_BIND: 0.0.0.0:8086
    TRACE_RECORDINGS_DIR: /recordings
  secrets: { TRACE_KEY: trace-key }
{{- end }}

{{/* Every conversation between two workloads: caller, called, port. */}}
{{- define "trunkline.pairs" -}}
- { from: sip-gateway, to: stt, port: 7102 }
- { from: sip-gateway, to: tts, port: 7103 }
- { from: sip-gateway, to: dialogue-policy, port: 7104 }
- { from: dialogue-policy, to: tool-gateway, port: 7106 }
- { from: dialogue-policy, to: handoff, port: 7105 }
- { from: handoff, to: sip-gateway, port: 7101 }
{{- if .Values.postgres.bundled }}
{{- range list "sip-gateway" "dialogue-policy" "tool-gateway" "handoff" "trace" "migrations" }}
- { from: {{ . }}, to: postgres, port: 5432 }
{{- end }}
{{- end }}
{{- end }}
