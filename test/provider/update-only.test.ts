// Properties that only an update can set: they are set right after the creation, and what happens if that fails.
import { expect, test } from 'vitest'
import { problem } from '../support/memory-broker.ts'
import { describeWithTerraform, quiet } from '../support/terraform.ts'
import { fields, thing, withThings } from '../support/things.ts'

describeWithTerraform('what only an update can set', () => {
  test('is set right after the creation', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('locked = true'))
      expect(broker.calls.map(({ method }) => method)).toEqual(['POST', 'PUT'])
      expect(fields(broker)['locked']).toBe(true)
      expect((await work.plan()).code).toBe(0)
    }))

  test('leaves a tainted object in the state when it fails, which the next apply replaces', () =>
    withThings(async (work, broker) => {
      broker.fault = ({ method }, response) => {
        if (method !== 'PUT') return false
        problem(response, 409, 'conflict', 'Not lockable.')
        return true
      }
      await work.write(thing('locked = true'))
      const { code, said } = await work.run('apply', '-auto-approve', ...quiet)
      expect([code, said]).toEqual([1, expect.stringContaining('Not lockable.')])
      expect(await work.state('reeve_thing.it')).toMatchObject({
        id: fields(broker)['id'],
        locked: false,
      })
      expect((await work.plan()).said).toContain('reeve_thing.it is tainted, so must be replaced')
      broker.fault = undefined
      await work.apply()
      expect(broker.objects).toHaveLength(1)
    }))
})
