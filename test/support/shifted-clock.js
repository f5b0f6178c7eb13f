// Loaded before a program (`--import`), it makes that program's time of day wrong by SHIFT_MS. Clocks that only count,
// and timers, stay as they are.
const shift = Number(process.env.SHIFT_MS)
const Real = Date

globalThis.Date = class extends Real {
  /** @param {ConstructorParameters<typeof Real>} given */
  constructor(...given) {
    if (given.length === 0) super(Real.now() + shift)
    else super(...given)
  }

  static now() {
    return Real.now() + shift
  }
}
