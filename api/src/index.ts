// What tests, benchmarks and the demo use of the broker: the same parts as its process.
export { type Broker, startBroker } from './app.ts'
export { type Config, ConfigError, readConfig, variables } from './config.ts'
export { migrate, SchemaError } from './db/migrate.ts'
export { statements } from './db/sql.ts'
export { createLog } from './log.ts'
export { start, type Started } from './start.ts'
