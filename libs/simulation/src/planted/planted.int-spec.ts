// Every planted fault is found within a bounded number of calls, and by an invariant that is about it.
import { type FaultProfile } from '../faults/profile';
import { orderDesk } from '../order-desk.fixture';
import { simulateCalls } from '../simulate-calls';
import { PLANTED, type PlantedFault } from './planted';

interface Expected {
  readonly by: readonly string[];
  readonly callsMax: number;
  /** Rare circumstances made common. */
  readonly bias?: FaultProfile;
}

const doubtful: FaultProfile = { 'tool-late': 0.8, 'tool-fails': 0.2, 'lookup-fails': 0.1 };

const EXPECTED: Readonly<Record<PlantedFault, Expected>> = {
  'no-inbox-dedupe': { by: ['LOG-3'], callsMax: 100 },
  'early-yes-counts': { by: ['CONF-4'], callsMax: 300 },
  'effect-before-append': { by: ['TOOL-3'], callsMax: 100 },
  'args-changed-after-confirmation': { by: ['CONF-2'], callsMax: 100 },
  'no-resume-after-crash': { by: ['CALL-1', 'TOOL-4', 'HAND-1'], callsMax: 600 },
  'not-asked-again': { by: ['CALL-1', 'TOOL-4', 'HAND-1', 'LIVE-2'], callsMax: 600 },
  'blind-retry-without-key': { by: ['TOOL-1', 'TRUTH-2'], callsMax: 300 },
  'success-told-on-slow-tool': { by: ['TRUTH-4', 'TRUTH-5'], callsMax: 300 },
  'absent-believed': { by: ['TOOL-6', 'TRUTH-2'], callsMax: 400, bias: doubtful },
  'rejected-retry-believed': {
    by: ['TOOL-6', 'TRUTH-2'],
    callsMax: 400,
    bias: { ...doubtful, 'tool-retry-rejected': 0.6 },
  },
  'timeout-is-failure': { by: ['TRUTH-2'], callsMax: 400 },
  'budget-ignored': { by: ['BUD-2'], callsMax: 300 },
  'speaks-after-bridge': { by: ['HAND-5'], callsMax: 200 },
  'fence-ignored': { by: ['HAND-4'], callsMax: 1_500, bias: { 'tool-slow': 0.9, 'tool-late': 0.5 } },
  'drain-ignored': { by: ['DRAIN-1'], callsMax: 200, bias: { 'gateway-drains': 1 } },
  'timer-forgotten': { by: ['LIVE-2'], callsMax: 50 },
  'silent-after-outage': {
    by: ['LIVE-2'],
    callsMax: 1_500,
    bias: { 'commit-unknown': 0.25, 'store-unavailable': 0.001 },
  },
};

it.each(PLANTED)(
  '%s is found',
  async (planted) => {
    const { by, callsMax, bias } = EXPECTED[planted];
    const terms = {
      ...orderDesk,
      planted,
      firstSeed: 1,
      calls: callsMax,
      foundMax: 1,
      ...(bias === undefined ? {} : { bias }),
    };
    const { broken } = await simulateCalls(terms);
    const found = broken.flatMap(({ violations }) => violations.map(({ invariant }) => invariant));
    expect(found.filter((invariant) => by.includes(invariant))).not.toEqual([]);
  },
  120_000,
);
