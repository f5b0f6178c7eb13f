// The few names of WebAssembly used here: @types/node 20 leaves them to the DOM's library, which does not fit a server.
declare namespace WebAssembly {
  class Module {
    private constructor()
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
