#!/bin/sh
# Hands a secret to where it is needed. This one writes a file that nobody else may read: put your secret manager here.
set -eu
umask 077
printf '%s' "$AGENT_TOKEN" > "$SECRETS_FOLDER/$NAME"
