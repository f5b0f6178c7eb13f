// Ids: UUIDv7 (RFC 9562), sortable by the time they were made.
import { v7 } from 'uuid'

export const newId = (): string => v7()

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isId = (text: string): boolean => form.test(text)
