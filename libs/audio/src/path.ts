// Audio paths: stages joined in one expression, which print themselves.

export interface Stage<In, Out> {
  /** As it stands in a path's name, e.g. `resample 8k→16k`. */
  readonly name: string;
  /** Calls `emit` for each output, before it returns. */
  push(input: In, emit: (output: Out) => void): void;
  /** The end of the input: state is dropped. */
  flush(): void;
}

/** A stage without state. */
export const stage = <In, Out>(name: string, convert: (input: In) => Out): Stage<In, Out> => ({
  name,
  push: (input, emit) => emit(convert(input)),
  flush: () => undefined,
});

export const chain = <In, Between, Out>(
  first: Stage<In, Between>,
  second: Stage<Between, Out>,
): Stage<In, Out> => ({
  name: `${first.name} → ${second.name}`,
  push: (input, emit) => first.push(input, (between) => second.push(between, emit)),
  flush: () => {
    first.flush();
    second.flush();
  },
});
