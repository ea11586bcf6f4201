{{- define "howdah.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "howdah.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: broker
{{- end }}

{{- define "howdah.labels" -}}
{{ include "howdah.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "howdah.postgres" -}}
{{ include "howdah.name" . }}-postgres
{{- end }}

{{- define "howdah.adminSecret" -}}
{{ .Values.admin.existingSecret | default (printf "%s-admin" (include "howdah.name" .)) }}
{{- end }}

{{/* The secret with the URL of the database. CloudNativePG makes one for the owner of the database. */}}
{{- define "howdah.databaseSecret" -}}
{{- if .Values.postgres.enabled -}}
{{ include "howdah.postgres" . }}-app
{{- else -}}
{{ required "Set database.existingSecret to a secret with the URL of your Postgres, or postgres.enabled=true." .Values.database.existingSecret }}
{{- end -}}
{{- end }}

{{- define "howdah.databaseUrlKey" -}}
{{ ternary "uri" .Values.database.urlKey .Values.postgres.enabled }}
{{- end }}
