// The part of WASI preview 1 that flite needs, on memory alone: arguments in, standard output and written files out.

import { type WasmFunction, type WasmMemory, type WasmModule, webAssembly } from './web-assembly';

interface OpenFile {
  bytes: Uint8Array;
  size: number;
  position: number;
}

interface CommandExports {
  readonly memory: WasmMemory;
  readonly _start: () => void;
}

export interface WasiRun {
  readonly exitCode: number;
  readonly stdout: string;
  /** What the program wrote, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NOT_FOUND = 44;
const NOT_SEEKABLE = 29;
const ROOT_DESCRIPTOR = 3;
const FILE_TYPE = { characterDevice: 2, directory: 3, regularFile: 4 } as const;
const CREATE_FLAG = 1;

/** An instance of a WASI command, ready to run once. Making one takes about 10 ms for flite: make it ahead of need. */
export interface WasiCommand {
  /** Runs to the end. Throws what the program traps with; an exit code is a result. */
  run(args: readonly string[]): WasiRun;
}

export const prepareWasi = (module: WasmModule): WasiCommand => new Wasi(module);

class Wasi implements WasiCommand {
  private readonly exports: CommandExports;
  private args: readonly Uint8Array[] = [];
  private readonly stdout = emptyFile();
  private readonly stderr = emptyFile();
  private readonly open = new Map<number, OpenFile>([
    [1, this.stdout],
    [2, this.stderr],
  ]);
  private readonly written = new Map<string, OpenFile>();
  private nextDescriptor = ROOT_DESCRIPTOR + 1;

  constructor(module: WasmModule) {
    this.exports = new webAssembly.Instance(module, { wasi_snapshot_preview1: this.imports() })
      .exports as CommandExports;
  }

  run(args: readonly string[]): WasiRun {
    this.args = args.map((arg) => Buffer.from(`${arg}\0`));
    return { exitCode: exitCodeOf(this.exports._start), stdout: textOf(this.stdout), files: this.files() };
  }

  private files(): Map<string, Uint8Array> {
    return new Map([...this.written].map(([path, file]) => [path, file.bytes.subarray(0, file.size)]));
  }

  private get view(): DataView {
    return new DataView(this.exports.memory.buffer);
  }

  private get bytes(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer);
  }

  private imports(): Record<string, WasmFunction> {
    return {
      args_sizes_get: (countAt: number, sizeAt: number) => {
        this.view.setUint32(countAt, this.args.length, true);
        return this.putSize(
          sizeAt,
          this.args.reduce((sum, arg) => sum + arg.length, 0),
        );
      },
      args_get: (pointersAt: number, bytesAt: number) => this.putArgs(pointersAt, bytesAt),
      clock_time_get: (_clock: number, _precision: bigint, timeAt: number) => this.putLong(timeAt, 0n),
      fd_close: (descriptor: number) => (this.open.delete(descriptor) ? SUCCESS : BAD_DESCRIPTOR),
      fd_fdstat_get: (descriptor: number, statAt: number) => this.putStat(descriptor, statAt),
      fd_fdstat_set_flags: () => SUCCESS,
      fd_prestat_get: (descriptor: number, prestatAt: number) => {
        if (descriptor !== ROOT_DESCRIPTOR) return BAD_DESCRIPTOR;
        this.view.setUint32(prestatAt, 0, true);
        return this.putSize(prestatAt + 4, 1);
      },
      fd_prestat_dir_name: (_descriptor: number, nameAt: number) => {
        this.bytes[nameAt] = '/'.charCodeAt(0);
        return SUCCESS;
      },
      fd_read: () => BAD_DESCRIPTOR,
      fd_seek: (descriptor: number, offset: bigint, ...[whence, positionAt]: [number, number]) =>
        this.seek(this.open.get(descriptor), { offset, whence, positionAt }),
      fd_write: (descriptor: number, vectorsAt: number, ...[count, writtenAt]: [number, number]) =>
        this.write(this.open.get(descriptor), this.vectors(vectorsAt, count), writtenAt),
      path_open: (_directory: number, _lookup: number, ...rest: PathOpenRest) => this.openPath(rest),
      proc_exit: (code: number) => {
        throw new Exit(code);
      },
    };
  }

  private putSize(at: number, value: number): number {
    this.view.setUint32(at, value, true);
    return SUCCESS;
  }

  private putLong(at: number, value: bigint): number {
    this.view.setBigUint64(at, value, true);
    return SUCCESS;
  }

  private putArgs(pointersAt: number, bytesAt: number): number {
    let at = bytesAt;
    this.args.forEach((arg, index) => {
      this.view.setUint32(pointersAt + 4 * index, at, true);
      this.bytes.set(arg, at);
      at += arg.length;
    });
    return SUCCESS;
  }

  private putStat(descriptor: number, at: number): number {
    this.bytes.fill(0, at, at + 8);
    this.bytes[at] =
      descriptor === ROOT_DESCRIPTOR
        ? FILE_TYPE.directory
        : descriptor < ROOT_DESCRIPTOR
          ? FILE_TYPE.characterDevice
          : FILE_TYPE.regularFile;
    this.putLong(at + 8, ALL_RIGHTS);
    return this.putLong(at + 16, ALL_RIGHTS);
  }

  private seek(
    file: OpenFile | undefined,
    to: { offset: bigint; whence: number; positionAt: number },
  ): number {
    if (!file || file === this.stdout || file === this.stderr) return NOT_SEEKABLE;
    const base = [0, file.position, file.size][to.whence] ?? 0;
    file.position = base + Number(to.offset);
    return this.putLong(to.positionAt, BigInt(file.position));
  }

  private vectors(at: number, count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, index) => {
      const start = this.view.getUint32(at + 8 * index, true);
      return this.bytes.slice(start, start + this.view.getUint32(at + 8 * index + 4, true));
    });
  }

  private write(file: OpenFile | undefined, parts: readonly Uint8Array[], writtenAt: number): number {
    if (!file) return BAD_DESCRIPTOR;
    for (const part of parts) append(file, part);
    return this.putSize(
      writtenAt,
      parts.reduce((sum, part) => sum + part.length, 0),
    );
  }

  private openPath(rest: PathOpenRest): number {
    const [pathAt, pathLength, openFlags, , , , descriptorAt] = rest;
    if ((openFlags & CREATE_FLAG) === 0) return NOT_FOUND;
    const path = Buffer.from(this.bytes.slice(pathAt, pathAt + pathLength)).toString();
    const file = emptyFile();
    this.written.set(path, file);
    this.open.set(this.nextDescriptor, file);
    return this.putSize(descriptorAt, this.nextDescriptor++);
  }
}

type PathOpenRest = [
  pathAt: number,
  pathLength: number,
  openFlags: number,
  rights: bigint,
  inheriting: bigint,
  flags: number,
  descriptorAt: number,
];

const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;

const emptyFile = (): OpenFile => ({ bytes: new Uint8Array(65_536), size: 0, position: 0 });

const append = (file: OpenFile, part: Uint8Array): void => {
  const end = file.position + part.length;
  if (end > file.bytes.length) {
    const grown = new Uint8Array(end * 2);
    grown.set(file.bytes);
    file.bytes = grown;
  }
  file.bytes.set(part, file.position);
  file.position = end;
  file.size = Math.max(file.size, end);
};

const textOf = (file: OpenFile): string => Buffer.from(file.bytes.subarray(0, file.size)).toString();

const exitCodeOf = (start: () => void): number => {
  try {
    start();
    return SUCCESS;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
};
