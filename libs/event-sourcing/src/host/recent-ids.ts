// The last few ids of a kind, oldest forgotten first.

export class RecentIds {
  private readonly ids = new Set<string>();

  constructor(private readonly sizeMax: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    if (this.ids.size <= this.sizeMax) return;
    for (const oldest of this.ids) {
      this.ids.delete(oldest);
      return;
    }
  }
}
