// The audio that a jitter buffer holds: packets in the order of their time, taken out a frame at a time.

export interface AudioPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
}

export interface HeldPacket {
  readonly packet: AudioPacket;
  /** Extended timestamps: of the first sample, and after the last. */
  readonly start: number;
  readonly end: number;
  isPlayed: boolean;
}

export interface TakenFrame {
  readonly kind: 'frame';
  readonly payload: Uint8Array;
  readonly timestamp: number;
  readonly marker: boolean;
}

export interface FrameShape {
  readonly frameSamples: number;
  readonly silence: number;
}

export class HeldPackets {
  #packets: HeldPacket[] = [];
  #newestEnd: number | undefined;
  #lastPlayed: number | undefined;
  #played = 0;

  get first(): HeldPacket | undefined {
    return this.#packets[0];
  }

  /** End of the newest packet that ever came; undefined before the first. */
  get newestEnd(): number | undefined {
    return this.#newestEnd;
  }

  /** Sequence number of the packet that was played last. */
  get lastPlayed(): number | undefined {
    return this.#lastPlayed;
  }

  /** Packets of which something was played, since the beginning. */
  get played(): number {
    return this.#played;
  }

  get unplayed(): number {
    return countUnplayed(this.#packets);
  }

  /** Samples from `position` to the end of the newest. */
  samplesFrom(position: number): number {
    return this.#packets.length === 0 ? 0 : this.#newestEnd! - position;
  }

  /** The same without what is missing between packets. */
  audioFrom(position: number): number {
    return this.#packets.reduce(
      (sum, { start, end }) => sum + Math.max(0, end - Math.max(start, position)),
      0,
    );
  }

  insert(held: HeldPacket): void {
    let at = this.#packets.length;
    while (at > 0 && this.#packets[at - 1]!.start > held.start) at -= 1;
    this.#packets.splice(at, 0, held);
    this.#newestEnd = Math.max(this.#newestEnd ?? held.end, held.end);
  }

  /** Drops the oldest until the rest spans no more than `samplesMax`. Like all drops: returns how many were unplayed. */
  dropBeyond(samplesMax: number): number {
    let count = 0;
    while (count < this.#packets.length - 1 && this.samplesFrom(this.#packets[count]!.start) > samplesMax) {
      count += 1;
    }
    return this.#drop(count);
  }

  dropBefore(position: number): number {
    const kept = this.#packets.findIndex((held) => held.end > position);
    return this.#drop(kept < 0 ? this.#packets.length : kept);
  }

  /** Forgets the source: the next packet is the first. */
  dropAll(): number {
    this.#newestEnd = undefined;
    this.#lastPlayed = undefined;
    return this.#drop(this.#packets.length);
  }

  /** The frame at `position`, which the first packet reaches into. */
  take(position: number, shape: FrameShape): TakenFrame {
    const { packet, start } = this.#packets[0]!;
    if (start !== position || packet.payload.length !== shape.frameSamples)
      return this.#assemble(position, shape);
    this.#markPlayed(this.#packets.shift()!);
    return { kind: 'frame', payload: packet.payload, timestamp: packet.timestamp, marker: packet.marker };
  }

  /** Packets of another length than a frame, or off its grid. What none of them covers is silence. */
  #assemble(position: number, { frameSamples, silence }: FrameShape): TakenFrame {
    const end = position + frameSamples;
    const payload = new Uint8Array(frameSamples).fill(silence);
    let marker = false;
    for (let first = this.#packets[0]; first && first.start < end; first = this.#packets[0]) {
      const from = Math.max(first.start, position);
      payload.set(first.packet.payload.subarray(from - first.start, end - first.start), from - position);
      marker ||= first.packet.marker && !first.isPlayed;
      this.#markPlayed(first);
      if (first.end > end) break;
      this.#packets.shift();
    }
    return { kind: 'frame', payload, timestamp: position >>> 0, marker };
  }

  #markPlayed(held: HeldPacket): void {
    if (held.isPlayed) return;
    held.isPlayed = true;
    this.#played += 1;
    this.#lastPlayed = held.packet.sequence;
  }

  #drop(count: number): number {
    return countUnplayed(this.#packets.splice(0, count));
  }
}

const countUnplayed = (packets: readonly HeldPacket[]): number =>
  packets.reduce((count, held) => count + (held.isPlayed ? 0 : 1), 0);
