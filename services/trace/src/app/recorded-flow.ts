// The flow that a call ran under, whatever its tenant has today.
import { type CallStarted } from '@trunkline/domain/call/events';
import { sha256, type SnapshotStore } from '@trunkline/event-store';
import { type Flow } from '@trunkline/flow';

export type RecordedFlow =
  { readonly kind: 'flow'; readonly flow: Flow } | { readonly kind: 'missing'; readonly reason: string };

/** Rejects with StoreUnavailable. */
export const recordedFlow = async (
  snapshots: Pick<SnapshotStore, 'getSnapshot'>,
  { flow, flowHash }: Pick<CallStarted, 'flow' | 'flowHash'>,
): Promise<RecordedFlow> => {
  const snapshot = await snapshots.getSnapshot(flowHash);
  if (!snapshot) {
    const reason = `the flow ${flow} of this call, hash ${flowHash}, is not in the snapshot store`;
    return { kind: 'missing', reason };
  }
  if (sha256(snapshot.json) !== flowHash) {
    return { kind: 'missing', reason: `the snapshot ${flowHash} is not what its hash says` };
  }
  // The text of a flow under the hash of that text.
  return { kind: 'flow', flow: JSON.parse(snapshot.json) as Flow };
};
