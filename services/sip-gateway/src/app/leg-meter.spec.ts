import * as observations from '../observations';
import { LegMeter } from './leg-meter';

jest.mock('../observations', () => ({
  framesPassed: jest.fn(),
  legQuality: jest.fn(),
  rtpRefused: jest.fn(),
}));

it('tells each frame once, and what was refused at the end', () => {
  const { framesPassed, legQuality, rtpRefused } = jest.mocked(observations);
  const fates = { played: 500, concealed: 2, late: 1, overflowed: 0, slipped: 3 };
  const quality = () => ({ jitterMs: 12, lossRatio: 0, roundTripMs: 30 });
  const leg = { quality, fates, counts: { refused: 4 } };
  const meter = new LegMeter(leg);
  meter.note();
  leg.fates = { played: 700, concealed: 2, late: 1, overflowed: 5, slipped: 4 };
  meter.close();
  expect(framesPassed.mock.calls).toEqual([
    [{ played: 500, concealed: 2, late: 1, overflowed: 0, slipped: 3 }],
    [{ played: 200, concealed: 0, late: 0, overflowed: 5, slipped: 1 }],
  ]);
  expect(legQuality).toHaveBeenCalledTimes(1);
  expect(rtpRefused.mock.calls).toEqual([[4]]);
});
