#!/bin/sh
# Fills in alertmanager.yml from the environment and starts Alertmanager with it. Arguments
# go to Alertmanager. With --check the filled-in configuration is printed, nothing started.
set -eu
here=$(dirname "$0")
umask 077

: "${SOUNDLIFT_SMTP_HOST:=mail}"
: "${SOUNDLIFT_SMTP_PORT:=1025}"
: "${SOUNDLIFT_MAIL_FROM:=soundlift@localhost}"
export SMARTHOST="$SOUNDLIFT_SMTP_HOST:$SOUNDLIFT_SMTP_PORT"
export MAIL_FROM="$SOUNDLIFT_MAIL_FROM"
export MAIL_TO="${SOUNDLIFT_ALERT_MAIL_TO:-operators@localhost}"
export USERNAME="${SOUNDLIFT_SMTP_USERNAME:-}"
export PASSWORD="${SOUNDLIFT_SMTP_PASSWORD:-}"
export STARTTLS="${SOUNDLIFT_SMTP_STARTTLS:-false}"
export WEBHOOK_URL="${SOUNDLIFT_ALERT_WEBHOOK_URL:-}"

fill_in() {
	awk '
		function quoted(value) { gsub(/\047/, "\047\047", value); return value }
		function put(line, name, value,    at) {
			at = index(line, "@" name "@")
			if (!at) return line
			return substr(line, 1, at - 1) value substr(line, at + length(name) + 2)
		}
		/^#/ { next }
		{
			line = put($0, "SMARTHOST", quoted(ENVIRON["SMARTHOST"]))
			line = put(line, "MAIL_FROM", quoted(ENVIRON["MAIL_FROM"]))
			line = put(line, "MAIL_TO", quoted(ENVIRON["MAIL_TO"]))
			line = put(line, "USERNAME", quoted(ENVIRON["USERNAME"]))
			line = put(line, "PASSWORD", quoted(ENVIRON["PASSWORD"]))
			line = put(line, "STARTTLS", ENVIRON["STARTTLS"])
			url = quoted(ENVIRON["WEBHOOK_URL"])
			line = put(line, "WEBHOOKS", url == "" ? "[]" : "[{url: \047" url "\047, send_resolved: true}]")
			print line
		}' "$here/alertmanager.yml"
}

if [ "${1:-}" = --check ]; then
	fill_in
	exit
fi
fill_in > /tmp/alertmanager.yml
exec alertmanager --config.file=/tmp/alertmanager.yml "$@"
