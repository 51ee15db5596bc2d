// The global WebAssembly, typed for what is used here (the compiler's ES libraries leave it to the DOM's).

interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: Record<string, Record<string, () => number>>,
  ) => { exports: object };
}

export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyApi;
