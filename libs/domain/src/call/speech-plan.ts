// What is said: scaffolding that states nothing, answers that rest on facts, and never the same filler twice in a row.
import { type PhraseId } from '@trunkline/flow';
import { emit, technicalFailure, type Draft, type Move } from './draft';
import { type PromptKind, type PromptWithdrawn } from './events';
import { claimable, slotsOf } from './facts';
import { type Rendered } from './language';
import { isAlive, type LiveCall, type Prompt } from './state';

export interface Saying {
  readonly phrase: PhraseId;
  readonly kind: PromptKind;
  readonly tells?: string;
}

/**
 * Queues a phrase. One that claims what is not known is not said: the call goes its technical way instead, unless it
 * is already on it. Where a disclosure is owed it comes first.
 */
export const say = (draft: Draft, saying: Saying): Draft => {
  const disclosed = saying.kind === 'greeting' ? draft : discloseIfOwed(draft);
  const rendered = render(disclosed, saying.phrase);
  if (rendered !== undefined && !statesMoreThanItMay(saying.kind, rendered))
    return queue(disclosed, saying, rendered);
  const { call, flow } = disclosed;
  const isLastResort = call.phase !== 'talking' || call.stage.name === flow.globals.technical;
  return isLastResort || isBridging(saying.kind) ? disclosed : technicalFailure(disclosed, 'unsayable');
};

export const sayAll = (draft: Draft, phrases: readonly PhraseId[], as: Omit<Saying, 'phrase'>): Draft =>
  phrases.reduce((said, phrase) => say(said, { ...as, phrase }), draft);

/** An outcome is told as settled; of one that is only overdue the words are that it is not known. */
export const outcomeTold = (
  call: LiveCall,
  about: Move['about'],
): Pick<Partial<Saying>, 'kind' | 'tells'> => {
  if (about === undefined) return {};
  const tells = call.actions[about.actionId]?.outcome === 'pending' ? {} : { tells: about.actionId };
  return about.outcome === 'unknown' ? { kind: 'unknown-outcome', ...tells } : tells;
};

export const promptIdAt = (draft: Draft): string => `p${draft.call.voice.queued + 1}`;

/** The words of a phrase as they would be said now; undefined when something they need is not known. */
export const render = (draft: Draft, phrase: PhraseId): Rendered | undefined => {
  const { flow, call, language } = draft;
  const facts = claimable(flow, call);
  const use = call.voice.uses[phrase] ?? 0;
  const rendered = language.renderPhrase(flow, phrase, { slots: slotsOf(call), facts, use });
  const known = rendered.claims.every((key) => facts[key] !== undefined);
  return known && rendered.sentences.length > 0 ? rendered : undefined;
};

/** The caller is told within a second of the call that this is a voice agent; if that was cut, before all else. */
export const discloseIfOwed = (draft: Draft): Draft =>
  draft.call.voice.disclosure === 'owed'
    ? say(draft, { phrase: draft.flow.globals.disclosure, kind: 'greeting' })
    : draft;

/** The next filler whose words differ from the last; none when the row is long enough or there is no other. */
export const sayFiller = (draft: Draft, fillers: readonly PhraseId[]): Draft | undefined => {
  const { call, flow } = draft;
  if (call.voice.fillersInARow >= flow.limits.fillersInARowMax) return undefined;
  const uses = (phrase: PhraseId): number => call.voice.uses[phrase] ?? 0;
  const fresh = [...fillers]
    .sort((a, b) => uses(a) - uses(b))
    .find((phrase) => {
      const words = render(draft, phrase)?.sentences.join(' ');
      return words !== undefined && words !== call.voice.lastFiller;
    });
  return fresh === undefined ? undefined : say(draft, { phrase: fresh, kind: 'filler' });
};

/** Takes back what is playing or waiting to be played. */
export const withdraw = (
  draft: Draft,
  because: PromptWithdrawn['because'],
  which: (prompt: Prompt) => boolean = () => true,
): Draft => {
  const withdrawn = draft.call.voice.prompts
    .filter((prompt) => isAlive(prompt) && which(prompt))
    .map(({ id }) => ({ type: 'PromptWithdrawn', v: 1, promptId: id, because }) as const);
  return emit(draft, ...withdrawn);
};

const queue = (draft: Draft, { phrase, kind, tells }: Saying, rendered: Rendered): Draft =>
  emit(draft, {
    type: 'PromptQueued',
    v: 1,
    promptId: promptIdAt(draft),
    kind,
    phrase,
    sentences: rendered.sentences,
    cacheable: rendered.cacheable,
    bargeIn: kind !== 'closing' && kind !== 'handoff',
    claims: rendered.claims,
    ...(tells === undefined ? {} : { tells }),
  });

const isBridging = (kind: PromptKind): boolean => kind === 'filler' || kind === 'scaffold';

/** Scaffolding never states a fact. */
const statesMoreThanItMay = (kind: PromptKind, rendered: Rendered): boolean =>
  isBridging(kind) && rendered.claims.length > 0;
