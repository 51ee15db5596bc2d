// The records of one partition that were taken and are not all handled: up to where may be forgotten.

export interface TakenRecord {
  readonly offset: bigint;
  isSettled: boolean;
}

export class OffsetWindow {
  private taken: TakenRecord[] = [];
  private next: bigint | undefined;

  /** Records of a partition come by rising offset; a lower one means that they come again from there. */
  take(offset: bigint): TakenRecord {
    const last = this.taken.at(-1);
    if (last && offset <= last.offset) this.taken = [];
    if (this.taken.length === 0) this.next = offset;
    const record = { offset, isSettled: false };
    this.taken.push(record);
    return record;
  }

  settle(record: TakenRecord): void {
    record.isSettled = true;
    const open = this.taken.findIndex(({ isSettled }) => !isSettled);
    const gone = this.taken.splice(0, open < 0 ? this.taken.length : open).at(-1);
    if (gone) this.next = this.taken[0]?.offset ?? gone.offset + 1n;
  }

  /** Records from the oldest that is not handled on. */
  get size(): number {
    return this.taken.length;
  }

  /** Where another member would go on: every record before it is handled. */
  get position(): bigint | undefined {
    return this.next;
  }
}
