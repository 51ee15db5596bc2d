// From asking for an action to its end, whoever runs it: this process, or another one on the same store.
import { type action } from '@trunkline/domain';
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { type Actions } from './actions';
import { endOf, type ActionEnd } from './action-end';

export type Update =
  | { readonly kind: 'attempting'; readonly attempt: number }
  | { readonly kind: 'settled'; readonly end: ActionEnd; readonly isReplay: boolean };

export interface Follower {
  emit(update: Update): void;
  /** The asker has gone; the action goes on. */
  readonly gone: AbortSignal;
  /** The run was somebody else's doing. */
  readonly isReplay: boolean;
}

const POLL_MS = 200;
/** Polls of a stream that another process has taken and not written to. */
const EMPTY_POLLS_MAX = 25;

/** Resolves when the end is told or the asker has gone. Rejects with StoreUnavailable. */
export const follow = async (actions: Actions, actionId: string, follower: Follower): Promise<void> => {
  let empty = 0;
  while (!follower.gone.aborted) {
    if (actions.held(actionId)) {
      if (await followHere(actions, actionId, follower)) return;
      continue;
    }
    const state = await actions.stored(actionId);
    const end = endOf(state);
    if (end) return follower.emit({ kind: 'settled', end, isReplay: true });
    if (state.status === 'none') empty += 1;
    if (empty > EMPTY_POLLS_MAX) throw new StoreUnavailable('the action was taken and not begun');
    if (actions.isAbandoned(state)) await actions.take(actionId);
    else await pause(POLL_MS, follower.gone);
  }
};

/** False when this process has lost the action before its end. */
const followHere = (actions: Actions, actionId: string, follower: Follower): Promise<boolean> =>
  new Promise((resolve) => {
    const finish = (isOver: boolean): void => {
      unwatch();
      clearInterval(check);
      follower.gone.removeEventListener('abort', leave);
      resolve(isOver);
    };
    const leave = (): void => finish(true);
    const tell = (state: action.Action): boolean => {
      const end = endOf(state);
      if (!end) return false;
      follower.emit({ kind: 'settled', end, isReplay: follower.isReplay });
      finish(true);
      return true;
    };
    const unwatch = actions.watch(actionId, (state, events) => {
      for (const event of events)
        if (event.type === 'AttemptStarted') follower.emit({ kind: 'attempting', attempt: event.n });
      tell(state);
    });
    const check = setInterval(() => {
      if (!actions.held(actionId)) finish(false);
    }, POLL_MS);
    follower.gone.addEventListener('abort', leave);
    const now = actions.held(actionId);
    if (!now || now.status === 'none') return finish(false);
    if (!tell(now) && now.attempts > 0) follower.emit({ kind: 'attempting', attempt: now.attempts });
  });

const pause = (ms: number, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      gone.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    gone.addEventListener('abort', done);
  });
