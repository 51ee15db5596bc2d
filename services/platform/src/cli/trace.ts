// `trace`: everything that was said, decided and done in one call.
import { printCall } from '@trunkline/trace';
import { type Command, print } from './command';
import { DATA_FLAG, findCall, withTraces } from './recorded-calls';

export const trace: Command = {
  spec: {
    name: 'trace',
    summary:
      "Tells one call: what was said, decided and done, and when. CALL is an id, its beginning, or 'last'.",
    positionals: ['CALL'],
    flags: { ...DATA_FLAG, '--json': { help: 'summary and timeline as JSON' } },
  },
  run: (given, env) =>
    withTraces({ given, env }, async (traces) => {
      const callId = await findCall(traces, given.positionals[0] ?? '');
      const traced = await traces.trace(callId);
      if (!traced) throw new Error(`the streams of call ${callId} are not in the record any more`);
      if (given.has('--json')) print(JSON.stringify(traced, undefined, 2));
      else for (const line of printCall(traced.summary, traced.timeline)) print(line);
      return 0;
    }),
};
