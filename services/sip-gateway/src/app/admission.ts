// What admission is decided on: the invitation, the route it found and the state of the house.
import { type line } from '@trunkline/domain';
import { type GatewayConfig } from '../config';
import { type HeldLine } from './held-line';
import { codecOf, type Opening } from './line-offer';

export interface House {
  readonly config: GatewayConfig;
  readonly isDraining: boolean;
  /** The line at the door is not among them. */
  readonly linesActive: number;
  /** Of the same tenant, the line at the door not among them. */
  readonly tenantLinesActive: number;
  /** Of the same trunk. */
  readonly trunkLinesActive: number;
  readonly strain: line.Strain | undefined;
  readonly brainReady: boolean;
  readonly opening: Opening;
}

/** A line that is neither answered nor refused by then has come to nothing. */
const SETUP_MS_MAX = 60_000;

export const offerOf = (held: HeldLine, house: House): Omit<line.OfferLine, 'inputId' | 'at'> => {
  const { callId, route, invitation } = held;
  const { config, isDraining, linesActive, strain, brainReady, opening } = house;
  return {
    type: 'OfferLine',
    callId,
    tenantId: route.tenantId,
    sipCallId: invitation.sipCallId,
    fromTag: invitation.fromTag,
    from: invitation.from,
    to: invitation.to,
    trunk: route.trunk,
    flow: route.flow,
    gateway: config.instance,
    house: {
      draining: isDraining,
      linesActive,
      linesMax: config.linesMax,
      portsFree: held.rtp ? 1 : 0,
      codec: codecOf(opening),
      brainReady,
      ...(strain ? { strain } : {}),
      ...roomOf('tenant', house.tenantLinesActive, route.linesMax),
      ...roomOf('trunk', house.trunkLinesActive, route.trunkLinesMax),
    },
    setupMsMax: SETUP_MS_MAX,
    lineMsMax: Math.min(config.lineMsMax, route.lineMsMax),
    noMediaMsMax: config.noMediaMsMax,
  };
};

const roomOf = (
  whose: 'tenant' | 'trunk',
  linesActive: number,
  linesMax: number | undefined,
): Partial<Record<'tenant' | 'trunk', line.Occupancy>> =>
  linesMax === undefined ? {} : { [whose]: { linesActive, linesMax } };
