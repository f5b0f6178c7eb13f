// Every shape a contract may have, through the real Terraform: nested objects, sets, maps, null against empty,
// unknown values, and numbers at their limits.
import { expect, test } from 'vitest'
import { describeWithTerraform } from '../support/terraform.ts'
import { fields, thing, withThings } from '../support/things.ts'

describeWithTerraform('every shape', () => {
  test('of value is applied, read back, planned without change and changed in place', () =>
    withThings(async (work, broker) => {
      await work.apply(
        thing(`
          note   = "first"
          tags   = ["b", "a", "b"]
          steps  = ["b", "a", "b"]
          values = { x = 0.1, y = -5, z = 1e15 }
          login  = { url = "http://a", limits = [3, 1] }
          doors  = [{ url = "http://b" }, { url = "http://c", mode = "shared" }]`),
      )
      expect(fields(broker)).toMatchObject({
        note: 'first',
        tags: ['a', 'b'],
        steps: ['b', 'a', 'b'],
        values: { x: 0.1, y: -5, z: 1e15 },
        login: { mode: 'inline', url: 'http://a', limits: [1, 3] },
        doors: [
          { mode: 'inline', url: 'http://b', limits: [] },
          { mode: 'shared', url: 'http://c', limits: [] },
        ],
      })
      expect((await work.plan()).code).toBe(0)
      await work.apply(thing(`doors = [{ url = "http://c" }]`))
      expect(fields(broker)).toMatchObject({
        note: null,
        tags: null,
        steps: [],
        values: {},
        login: null,
      })
      expect((await work.plan()).code).toBe(0)
    }))

  test('of nothing stays apart: left out, null and empty', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('tags = []'))
      expect(fields(broker)['tags']).toEqual([])
      expect((await work.plan()).code).toBe(0)
      await work.apply(thing('tags = null'))
      expect(fields(broker)['tags']).toBe(null)
      expect((await work.plan()).code).toBe(0)
      await work.apply(thing('note = ""'))
      expect(fields(broker)['note']).toBe('')
      expect((await work.plan()).code).toBe(0)
    }))

  test('of unknown is planned and then applied as it turns out', () =>
    withThings(async (work, broker) => {
      const known = `resource "terraform_data" "later" {\n  input = "late"\n}\n`
      await work.write(
        known +
          thing(`
            note   = terraform_data.later.output
            tags   = [terraform_data.later.output, "b"]
            steps  = terraform_data.later.output == "late" ? ["x"] : null
            values = { (terraform_data.later.id) = 1 }
            login  = { url = "http://\${terraform_data.later.output}" }
            doors  = [{ url = terraform_data.later.output }]`),
      )
      expect((await work.plan()).code).toBe(2)
      await work.apply()
      expect(fields(broker)).toMatchObject({
        note: 'late',
        tags: ['b', 'late'],
        steps: ['x'],
        login: { url: 'http://late' },
      })
      expect((await work.plan()).code).toBe(0)
    }))

  test('of number is exact up to what JSON carries, and refused beyond', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('big = 9007199254740991'))
      expect(fields(broker)['big']).toBe(Number.MAX_SAFE_INTEGER)
      expect((await work.plan()).code).toBe(0)
      for (const [wrong, why] of [
        ['9007199254740993', 'more digits than JSON carries'],
        ['123456789012345678901234567890', 'more digits than JSON carries'],
        ['1.5', 'must be a whole number'],
      ] as const) {
        await work.write(thing(`big = ${wrong}`))
        const { code, said } = await work.run('validate', '-no-color')
        expect([code, said]).toEqual([1, expect.stringContaining(why)])
      }
    }))

  test('is checked in depth, and the place is shown', () =>
    withThings(async (work) => {
      await work.write(
        thing(`
          note  = "longer than ten"
          login = { url = "u", mode = "first" }
          doors = [{ url = "u" }, {
            url  = "u"
            mode = "second"
          }]`),
      )
      const { code, said } = await work.run('validate', '-no-color')
      expect(code).toBe(1)
      expect(said).toMatch(/note = "longer than ten" note must have at most 10 characters/)
      expect(said).toMatch(/mode = "first" \} login\.mode must be one of "inline", "shared"/)
      expect(said).toContain('doors = [{ url = "u" }, {')
      expect(said).toContain('doors[1].mode must be one of "inline", "shared"; it is "second".')
    }))

  test('of drift is seen', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('note = "ours"\n  tags = ["a"]'))
      Object.assign(fields(broker), { note: 'theirs', tags: ['a', 'z'], size: 9 })
      const { code, said } = await work.plan()
      expect(code).toBe(2)
      expect(said).toContain('~ note = "theirs" -> "ours"')
      expect(said).toContain('- "z"')
      expect(said).toContain('~ size = 9 -> (known after apply)')
    }))
})
