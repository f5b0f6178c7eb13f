// The variables about who is let in: enrolment, tokens, admin secret, TLS, defences, audit.
import {
  atLeast,
  broker,
  flag,
  list,
  matching,
  networks,
  oneOf,
  optional,
  text,
  whole,
} from './variable.ts'

const segment = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const day = 86_400
const serviceAccountFiles = '/var/run/secrets/kubernetes.io/serviceaccount'

export const trustVariables = {
  REEVE_MASTER_KEY_PREVIOUS: broker(
    matching(/^[0-9a-f]{64}$/i, '32 bytes as 64 hex digits'),
    undefined,
    'The master key before REEVE_MASTER_KEY, while what it sealed is being sealed anew.',
    true,
  ),
  REEVE_CONFIG_PATH: broker(
    optional,
    undefined,
    'File with variables that the environment does not set. Unset: /etc/reeve/config, else ~/.reeve/config, if there is one.',
  ),
  REEVE_ADMIN_SECRET: broker(
    atLeast(
      32,
      'e.g. from `openssl rand -hex 32`; or the hash that `reeve init --mode prod` writes',
    ),
    undefined,
    'Secret that operators exchange for a short token. Unset: there is no such door.',
    true,
  ),
  REEVE_ADMIN_TOKEN_TTL: broker(
    whole(30, 3600),
    '300',
    'Life of the token that the admin secret is exchanged for, in seconds.',
  ),
  REEVE_AUDIENCE: broker(
    matching(/^[!-~]{1,200}$/, '1 to 200 characters without white space'),
    'reeve-agent',
    'Audience of the tokens that the broker itself accepts.',
  ),
  REEVE_ISSUER: broker(
    matching(/^[!-~]{1,300}$/, '1 to 300 characters without white space'),
    undefined,
    'Issuer of the broker’s tokens. Unset: spiffe:// and the trust domain.',
  ),
  REEVE_DEFAULT_TTL: broker(
    whole(1, 365 * day),
    '300',
    'Life of tokens for which nobody asked for another, in seconds.',
  ),
  REEVE_MAX_TTL: broker(
    whole(0, 365 * day),
    '86400',
    'Longest life of a token, in seconds; who asks for more gets that much. 0: no such limit.',
  ),
  REEVE_APP_TOKEN_TTL: broker(
    whole(60, day),
    '1800',
    'Life of apps’ tokens in seconds, for apps that do not say another.',
  ),
  REEVE_SEED_TOKENS: broker(
    flag,
    'false',
    'Prints an operator’s token and a launch token at start, for trying things out. Only in mode dev.',
  ),
  REEVE_ENROLMENT_DAYS: broker(
    whole(1, 3650),
    '30',
    'How long an agent’s enrolment by a token or key lasts at most.',
  ),
  REEVE_MAX_SESSION_SECONDS: broker(
    whole(60, 365 * day),
    '86400',
    'How long an enrolment by a launch token lasts, renewals included.',
  ),
  REEVE_AUTO_APPROVE_NAMESPACES: broker(
    list(segment, 'namespaces of Kubernetes'),
    '',
    'Namespaces of Kubernetes whose agents are let in without being asked about.',
  ),
  REEVE_AUTO_APPROVE_API_KEY: broker(
    flag,
    'false',
    'Whether agents with an enrolment key are let in without being asked about.',
  ),
  REEVE_AUTO_APPROVE_SERVICE_ACCOUNTS: broker(
    list(
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/,
      'namespace/name',
    ),
    '',
    'Service accounts (namespace/name) whose agents are let in without being asked about.',
  ),
  REEVE_KUBERNETES_API: broker(
    (value) =>
      value === ''
        ? undefined
        : matching(/^https?:\/\/[^\s@]+$/, 'a URL that begins with https://')(value),
    undefined,
    'Address of the Kubernetes API that knows service accounts, such as https://kubernetes.default.svc. Unset: that method is off.',
  ),
  REEVE_KUBERNETES_TOKEN_FILE: broker(
    text,
    `${serviceAccountFiles}/token`,
    'File with the token by which the broker asks that API.',
  ),
  REEVE_KUBERNETES_CA_FILE: broker(
    text,
    `${serviceAccountFiles}/ca.crt`,
    'PEM file of the authority of that API’s certificate.',
  ),
  REEVE_KUBERNETES_AUDIENCE: broker(
    matching(/^[!-~]{1,200}$/, '1 to 200 characters without white space'),
    'reeve',
    'Audience that service account tokens must be made for.',
  ),
  REEVE_TLS_MODE: broker(
    oneOf('none', 'tls', 'mtls'),
    'none',
    'TLS for HTTP and for agents: `none`, `tls`, or `mtls`, which demands a client certificate of everybody.',
  ),
  REEVE_TLS_CERT: broker(
    optional,
    undefined,
    'PEM file of the broker’s certificate and its chain.',
  ),
  REEVE_TLS_KEY: broker(optional, undefined, 'PEM file of the private key of that certificate.'),
  REEVE_TLS_CLIENT_CA: broker(
    optional,
    undefined,
    'PEM file of the authorities that client certificates come from.',
  ),
  REEVE_TRUSTED_PROXIES: broker(
    networks,
    '',
    'Addresses and networks of proxies whose X-Forwarded-For is believed, as a list with commas.',
  ),
  REEVE_AUTH_FAILURES: broker(
    whole(1, 1000),
    '5',
    'After so many failures with one credential from one address it is refused for a while.',
  ),
  REEVE_AUTH_WINDOW_SECONDS: broker(
    whole(1, day),
    '900',
    'Within which time those failures are counted.',
  ),
  REEVE_AUTH_BAN_SECONDS: broker(whole(1, day), '900', 'How long it is refused then.'),
  REEVE_AUDIT_RETENTION_DAYS: broker(
    whole(0, 36_500),
    '365',
    'How long audit events are kept; 0 is for ever.',
  ),
}
