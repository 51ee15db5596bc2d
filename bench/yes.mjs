// Whether a lone "yes" after a read-back is understood, and whether anything else is taken for one, as JSON.
// Usage: node bench/yes.mjs [--callers 3] [--seed 1] [--dump FILE]   (after a build; the corpus is kept in the temporary folder)
//
// Seeded callers of four synthetic voices say what bench/yes-corpus.mjs lists at the example's confirm stage. Their line
// is cut by the gateway's ear and recognised by one seat of the embedded engine, which knows the line from what they
// said before. `taken` is what the flow acts on: understood as a yes, with its confirm_confidence.
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { corpusOf } from './yes-corpus.mjs';
import { numberFrom } from './figures.mjs';

const require = createRequire(import.meta.url);
const { hintsFor, understand } = require('@trunkline/flow');
const { buildGrammar } = require('@trunkline/stt');
const { confidenceOf } = require('@trunkline/stt/domain/confidence');
const { loadEngineModule } = require('@trunkline/stt/adapters/out/soundswallower/engine-module');
const {
  modelFolder,
  pronunciationsOf,
} = require('@trunkline/stt/adapters/out/soundswallower/pronunciations');
const { Seat } = require('@trunkline/stt/adapters/out/soundswallower/seat');
const { spokenText } = require('@trunkline/stt/adapters/out/soundswallower/spoken-text');
const { Verifier } = require('@trunkline/stt/adapters/out/soundswallower/verifier');
const { loadTenant } = require('@trunkline/tenant');

const STAGE = 'cancel_confirm';
const PIECE = 800;

const folder = new URL('../examples/order-desk', import.meta.url).pathname;
const variables = { orders_url: 'http://127.0.0.1:1', agent_uri: 'sip:ana@127.0.0.1' };
const { tenant } = loadTenant(folder, { variables });
const flow = Object.values(tenant.flows)[0];
const stage = compiled(STAGE);
const stages = ['greet', 'cancel_number', 'cancel_check'].map(compiled);

const engine = await loadEngineModule(modelFolder());
const seat = await Seat.create(engine, await Verifier.create(engine));
const callers = await corpusOf({
  callersPerVoice: numberFrom(process.argv, '--callers', 3),
  seed: numberFrom(process.argv, '--seed', 1),
});

const cpu = process.cpuUsage();
let audioS = 0;
const heard = callers.flatMap(hear);
const { user, system } = process.cpuUsage(cpu);

const dumpTo = process.argv[process.argv.indexOf('--dump') + 1];
if (process.argv.includes('--dump')) await writeFile(dumpTo, JSON.stringify(heard));
const isTaken = ({ meaning, confidence }) =>
  meaning === 'yes' && confidence >= flow.limits.confirmConfidenceMin;
const lone = heard.filter(({ said }) => said === 'yes');
const others = heard.filter(({ is }) => is !== 'yes');
process.stdout.write(
  `${JSON.stringify(
    {
      stage: STAGE,
      confirmConfidence: flow.limits.confirmConfidenceMin,
      callers: callers.length,
      cpuSecondsPerSecondOfAudio: Number(((user + system) / 1e6 / audioS).toFixed(3)),
      loneYes: {
        ...shares(lone),
        byLine: grouped(lone, ({ noise, snrDb }) => (noise === 'none' ? 'clean' : `${noise} ${snrDb} dB`)),
        byVoice: grouped(lone, ({ voice }) => voice),
      },
      otherYes: grouped(
        heard.filter(({ is, said }) => is === 'yes' && said !== 'yes'),
        ({ said }) => said,
      ),
      takenForYes: {
        of: others.length,
        noWords: listed(
          others.filter((one) => one.is === 'no' && isTaken(one)),
          others.filter((one) => one.is === 'no'),
        ),
        noises: others.filter((one) => one.is === 'noise' && isTaken(one)).length,
        rhymes: listed(
          others.filter((one) => one.rhymes && isTaken(one)),
          others.filter(({ rhymes }) => rhymes),
        ),
        otherWords: listed(
          others.filter((one) => one.is === 'other' && !one.rhymes && isTaken(one)),
          others.filter((one) => one.is === 'other' && !one.rhymes),
        ),
      },
      noUnderstood: shares(
        others.filter(({ said }) => said === 'no'),
        ({ meaning, confidence }) => meaning === 'no' && confidence >= flow.limits.confidenceMin,
      ),
    },
    undefined,
    2,
  )}\n`,
);

function hear(caller) {
  let sound;
  for (const [at, pcm] of caller.before.entries()) sound = recognise(stages[at] ?? stage, pcm, sound).sound;
  const { voice, noise, snrDb } = caller;
  return caller.said
    .filter(({ pieces }) => pieces.length > 0)
    .map(({ text: said, is, rhymes, pieces }) => {
      // What voice activity cut in two is one turn: the words together, trusted as far as the weaker part.
      const parts = pieces.map((pcm) => partOf(recognise(stage, pcm, sound)));
      const text = parts.flatMap((part) => part.text || []).join(' ');
      const confidence = Math.min(...parts.map((part) => part.confidence));
      const { kind: meaning } = understand(flow, STAGE, { text, current: {} }).meaning;
      return { voice, noise, snrDb, said, is, rhymes, text, meaning, confidence };
    });
}

function partOf({ segments, scores }) {
  const text = spokenText(segments.map((segment) => segment.text));
  return { text, confidence: text === '' ? 0 : confidenceOf(scores) };
}

function recognise(at, pcm, sound) {
  audioS += pcm.length / 8_000;
  seat.begin(at, sound);
  for (let from = 0; from < pcm.length; from += PIECE) seat.hear(pcm.subarray(from, from + PIECE));
  return seat.finish();
}

function compiled(name) {
  const { grammar } = buildGrammar(hintsFor(flow, name));
  return { key: name, fsg: grammar.fsg, pronunciations: grammar.words.flatMap(pronunciationsOf) };
}

function shares(some, isRight = isTaken) {
  const taken = some.filter(isRight).length;
  return { of: some.length, taken, share: Number((taken / some.length).toFixed(3)) };
}

function grouped(some, keyOf) {
  const keys = [...new Set(some.map(keyOf))];
  return Object.fromEntries(keys.map((key) => [key, shares(some.filter((one) => keyOf(one) === key))]));
}

function listed(taken, all) {
  const what = taken.map(
    ({ said, text, voice, noise, confidence }) =>
      `${said} > ${text} (${voice}, ${noise}, ${confidence.toFixed(2)})`,
  );
  return { of: all.length, taken: taken.length, what };
}
