#!/bin/sh
# Makes certificates to try TLS with: an authority, the broker's pair and an agent's pair. Not for real use.
#
#   tools/test-certificates.sh [FOLDER]
#
# FOLDER must not exist; without it a fresh one is made. Its name is the last line printed. Everybody can make such
# an authority, and its key lies beside it: trust it on a machine where you try things, and nowhere else.
set -eu
umask 077

if [ $# -gt 1 ]; then
  echo "Usage: $0 [FOLDER]" >&2
  exit 2
fi
command -v openssl >/dev/null || {
  echo "openssl is not installed. It makes the certificates." >&2
  exit 1
}
if [ $# -eq 1 ]; then
  mkdir "$1" || exit 1 # never into a folder that somebody else has laid ready
  folder=$1
else
  folder=$(mktemp -d "${TMPDIR:-/tmp}/reeve-certificates.XXXXXX")
fi

days=30

# authority NAME SUBJECT: NAME.pem, NAME-key.pem
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$days" \
    -keyout "$folder/$1-key.pem" -out "$folder/$1.pem" -subj "$2" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# pair NAME SUBJECT USAGE ALTERNATIVE-NAMES: NAME.pem, NAME-key.pem, signed by the authority
pair() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$folder/$1-key.pem" -out "$folder/$1.csr" -subj "$2" 2>/dev/null
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
    "extendedKeyUsage=$3" "subjectAltName=$4" >"$folder/$1.ext"
  openssl x509 -req -in "$folder/$1.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca-key.pem" \
    -days "$days" -extfile "$folder/$1.ext" -out "$folder/$1.pem" 2>/dev/null
  rm "$folder/$1.csr" "$folder/$1.ext"
}

authority ca '/CN=Reeve test authority'
pair broker '/CN=localhost' serverAuth 'DNS:localhost,IP:127.0.0.1,IP:::1'
pair agent '/CN=agent-1' clientAuth 'DNS:agent-1.agents.test'
pair operator '/CN=operator' clientAuth 'DNS:operator.test'
rm -f "$folder"/*.srl

cat <<END
The broker:
  export REEVE_TLS_MODE=mtls REEVE_TLS_CERT=$folder/broker.pem REEVE_TLS_KEY=$folder/broker-key.pem
  export REEVE_TLS_CLIENT_CA=$folder/ca.pem
An agent:
  export AGENT_TLS_CA=$folder/ca.pem AGENT_TLS_CERT=$folder/agent.pem AGENT_TLS_KEY=$folder/agent-key.pem
By hand:
  curl --cacert $folder/ca.pem --cert $folder/operator.pem --key $folder/operator-key.pem https://localhost:8080/health/live
$folder
END
