// The settings that an embedded PostgreSQL is started with; postgresql.conf is left to its owner.
import type { Address } from './address.ts'

const always = {
  fsync: 'on',
  max_connections: 100,
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  unix_socket_permissions: '0700',
  jit: 'off', // it costs more than it gains on short statements
  // Errors go to the client, the broker, which logs them its own way. In the server's log a statement,
  // a parameter or a failing row could show a secret; and that log would grow with the traffic.
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: -1,
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_checkpoints: 'off',
}

export function argumentsOf({ socketFolder, port, tcp }: Address): string[] {
  const settings = {
    ...always,
    port,
    listen_addresses: tcp ? '127.0.0.1' : '',
    // a list of names; quoted, so that a comma or a space in one does no harm
    unix_socket_directories: socketFolder && `"${socketFolder.replaceAll('"', '""')}"`,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
