// Which application gets a new request: per verb, in turn among those that asked for it. Pure.
export class RouteTable {
  private readonly clients = new Map<string, number[]>();

  add(verb: string, clientId: number): void {
    const listed = this.clients.get(verb) ?? [];
    if (!listed.includes(clientId)) this.clients.set(verb, [...listed, clientId]);
  }

  remove(verb: string, clientId: number): void {
    const left = (this.clients.get(verb) ?? []).filter((listed) => listed !== clientId);
    if (left.length > 0) this.clients.set(verb, left);
    else this.clients.delete(verb);
  }

  removeClient(clientId: number): void {
    for (const verb of [...this.clients.keys()]) this.remove(verb, clientId);
  }

  /** The next application for a method, or undefined; the one chosen goes to the end of the line. */
  choose(method: string): number | undefined {
    const verb = method.toLowerCase();
    const [first, ...rest] = this.clients.get(verb) ?? this.clients.get('*') ?? [];
    if (first === undefined) return undefined;
    if (rest.length > 0) this.clients.set(this.clients.has(verb) ? verb : '*', [...rest, first]);
    return first;
  }

  /** The methods somebody asked for, as an Allow header lists them. */
  methods(): string[] {
    return [...this.clients.keys()]
      .filter((verb) => !verb.includes(':') && verb !== '*')
      .map((verb) => verb.toUpperCase());
  }
}
