// The global WebAssembly, typed for what is used here (the compiler's ES libraries leave it to the DOM's).

/** A compiled module; may be sent to worker threads. */
export type WasmModule = object;

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type WasmFunction = (...args: never[]) => number;

interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  Instance: new (
    module: WasmModule,
    imports: Record<string, Record<string, WasmFunction>>,
  ) => { exports: object };
}

export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyApi;
