{{/* Services by the name of their settings. */}}
{{- define "soundlift.components" -}}
config-server: configServer
auth-server: authServer
gateway: gateway
converter: converter
notifier: notifier
{{- end }}

{{- define "soundlift.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "soundlift.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "soundlift.labels" -}}
{{ include "soundlift.selector" . }}
app.kubernetes.io/part-of: soundlift
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "soundlift.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := printf "%s/%s" $image.repository .component -}}
{{- if $image.registry -}}
{{- $name = printf "%s/%s" $image.registry $name -}}
{{- end -}}
{{- $digest := index $image.digests .component -}}
{{- if $digest -}}
{{- printf "%s@%s" $name $digest -}}
{{- else -}}
{{- printf "%s:%s" $name (index $image.tags .component | default $image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end }}

{{/* "true" where something else than the Deployment sets the number of replicas. */}}
{{- define "soundlift.autoscaled" -}}
{{- if or (and (eq .component "gateway") .root.Values.gateway.autoscaling.enabled)
  (and (eq .component "converter") .root.Values.converter.autoscaling.enabled) -}}
true
{{- end -}}
{{- end }}

{{/* Seconds that a pod has from SIGTERM to its end, besides those in which it is taken out of the Service. */}}
{{- define "soundlift.gracePeriod" -}}
{{- if eq .component "gateway" -}}
{{- add .root.Values.gateway.shutdownSeconds 15 -}}
{{- else if eq .component "converter" -}}
{{- add .root.Values.converter.finishWithinSeconds 30 -}}
{{- else -}}
40
{{- end -}}
{{- end }}

{{/* Variables of a service, without secrets. */}}
{{- define "soundlift.environment" -}}
{{- $values := .root.Values -}}
{{- $fullname := include "soundlift.fullname" .root -}}
{{- $environment := dict "SOUNDLIFT_SECRETS" "/etc/soundlift/secrets" "LOGGING_STRUCTURED_FORMAT_CONSOLE" "ecs" -}}
{{- with $values.telemetry.tracesEndpoint }}{{- $_ := set $environment "SOUNDLIFT_OTLP_ENDPOINT" . }}{{- end -}}
{{- with $values.telemetry.logsEndpoint }}{{- $_ := set $environment "SOUNDLIFT_OTLP_LOGS_ENDPOINT" . }}{{- end -}}
{{- if ne .component "config-server" -}}
{{- $_ := set $environment "SOUNDLIFT_CONFIG_URI" (printf "http://%s-config-server:8080" $fullname) -}}
{{- end -}}
{{- if has .component (list "auth-server" "gateway" "notifier") -}}
{{- $_ := set $environment "SOUNDLIFT_PUBLIC_URL" $values.publicUrl -}}
{{- end -}}
{{- if has .component (list "auth-server" "notifier") -}}
{{- $_ := set $environment "SOUNDLIFT_MAIL_FROM" $values.mail.from -}}
{{- $_ := set $environment "SOUNDLIFT_SMTP_HOST" $values.mail.smtp.host -}}
{{- $_ := set $environment "SOUNDLIFT_SMTP_PORT" ($values.mail.smtp.port | int | toString) -}}
{{- $_ := set $environment "SOUNDLIFT_SMTP_STARTTLS" ($values.mail.smtp.startTls | toString) -}}
{{- end -}}
{{- if eq .component "auth-server" -}}
{{- with $values.authServer.firstAccount.email }}
{{- $_ := set $environment "SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL" . }}
{{- end -}}
{{- with $values.authServer.firstAccount.clientId }}
{{- $_ := set $environment "SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_ID" . }}
{{- end -}}
{{- end -}}
{{- if eq .component "gateway" -}}
{{- $_ := set $environment "SOUNDLIFT_AUTH_SERVER_URI" (printf "http://%s-auth-server:8080" $fullname) -}}
{{- $_ := set $environment "SOUNDLIFT_TRUSTED_PROXIES" (join "," $values.gateway.trustedProxies) -}}
{{- $_ := set $environment "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"
  (printf "%ds" ($values.gateway.shutdownSeconds | int)) -}}
{{- with $values.telemetry.grafanaUrl }}{{- $_ := set $environment "SOUNDLIFT_GRAFANA_URL" . }}{{- end -}}
{{- end -}}
{{- if eq .component "converter" -}}
{{- $_ := set $environment "SOUNDLIFT_CONVERTER_FFMPEG_SANDBOX"
  (ternary "required" "preferred" $values.converter.sandbox.required) -}}
{{- $_ := set $environment "SOUNDLIFT_CONVERTER_FINISHWITHIN"
  (printf "%ds" ($values.converter.finishWithinSeconds | int)) -}}
{{- end -}}
{{- toYaml (mergeOverwrite $environment .settings.env) -}}
{{- end }}

{{/* What one service may not leave open when NetworkPolicies are on. */}}
{{- define "soundlift.checks" -}}
{{- $policy := .Values.networkPolicy -}}
{{- if .Values.ingress.enabled -}}
{{- if not (hasPrefix "https://" .Values.publicUrl) -}}
{{- fail "publicUrl must begin with https:// where ingress is enabled: passwords would travel in the clear" -}}
{{- end -}}
{{- if not .Values.gateway.trustedProxies -}}
{{- fail "gateway.trustedProxies must have the ingress controller's addresses: all people would be one origin" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.converter.autoscaling.enabled (not .Values.converter.autoscaling.prometheusUrl) -}}
{{- fail "converter.autoscaling.prometheusUrl must say which Prometheus has the backlog" -}}
{{- end -}}
{{- if $policy.enabled -}}
{{- if and .Values.ingress.enabled (not $policy.ingressController) -}}
{{- fail "networkPolicy.ingressController must say who reaches the gateway" -}}
{{- end -}}
{{- if not $policy.smtp -}}
{{- fail "networkPolicy.smtp must say where the mail server is" -}}
{{- end -}}
{{- if and (not .Values.mongodb.operator) (not $policy.mongodb) -}}
{{- fail "networkPolicy.mongodb must say where MongoDB is, or mongodb.operator be on" -}}
{{- end -}}
{{- if and (not .Values.rabbitmq.operator) (not $policy.rabbitmq) -}}
{{- fail "networkPolicy.rabbitmq must say where RabbitMQ is, or rabbitmq.operator be on" -}}
{{- end -}}
{{- if and (or .Values.telemetry.tracesEndpoint .Values.telemetry.logsEndpoint) (not $policy.collector) -}}
{{- fail "networkPolicy.collector must say who takes traces and logs" -}}
{{- end -}}
{{- if and (or .Values.telemetry.podMonitor .Values.converter.autoscaling.enabled) (not $policy.prometheus) -}}
{{- fail "networkPolicy.prometheus must say who scrapes metrics" -}}
{{- end -}}
{{- end -}}
{{- end }}
