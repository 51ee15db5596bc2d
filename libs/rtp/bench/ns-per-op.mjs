// What one RTP packet costs: prints ns per operation as JSON. Run with node after `tsc -b libs/rtp`.
import {
  composeReport,
  JitterBuffer,
  Latch,
  parseRtcp,
  parseRtp,
  ReceptionStatistics,
  RtpSender,
  serializeRtp,
  SourceValidator,
  Ticker,
} from '../dist/index.js';

const ROUNDS = 5;
const ROUND_NS = 100e6;

/** The best of some rounds: the one that was disturbed least. */
const nsPerOp = (operation) => {
  let best = Infinity;
  let index = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.hrtime.bigint();
    let count = 0;
    let elapsed = 0;
    while (elapsed < ROUND_NS) {
      for (let batch = 0; batch < 500; batch += 1) operation(index++);
      count += 500;
      elapsed = Number(process.hrtime.bigint() - start);
    }
    best = Math.min(best, elapsed / count);
  }
  return Math.round(best);
};

const payload = new Uint8Array(160).fill(0xff);
const from = { address: '192.0.2.1', port: 4000 };
const fields = (index) => ({
  payloadType: 0,
  sequence: index & 0xffff,
  timestamp: (index * 160) >>> 0,
  ssrc: 1,
  payload,
});
const bytes = serializeRtp(fields(0));
const report = composeReport({ ssrc: 1, cname: 'bench' });
const latch = new Latch(from, 0);
const source = new SourceValidator();
const statistics = new ReceptionStatistics();
const jitter = new JitterBuffer();
const sender = new RtpSender({ ssrc: 1, payloadType: 0, firstSequence: 0, firstTimestamp: 0 });
const ticker = new Ticker();
for (let leg = 0; leg < 1000; leg += 1) ticker.add(leg);

/** Everything a received packet goes through but the socket. */
const whole = { latch: new Latch(from, 0), source: new SourceValidator(), jitter: new JitterBuffer() };
const receive = (index) => {
  const now = index * 20;
  const packet = parseRtp(serializeRtp(fields(index)));
  whole.latch.handlePacket(packet, from, now);
  whole.source.handlePacket(packet, from);
  whole.jitter.handlePacket(packet, now);
  whole.jitter.poll(now + 5);
};

const results = {
  'parse packet': nsPerOp(() => parseRtp(bytes)),
  'serialise packet': nsPerOp((index) => serializeRtp(fields(index))),
  latch: nsPerOp((index) => latch.handlePacket({ ssrc: 1, sequence: index & 0xffff }, from, index * 20)),
  'validate source': nsPerOp((index) => source.handlePacket({ ssrc: 1, sequence: index & 0xffff }, from)),
  'reception statistics': nsPerOp((index) =>
    statistics.handlePacket({ extendedSequence: index, timestamp: (index * 160) >>> 0 }, index * 20),
  ),
  'jitter buffer, packet and poll': nsPerOp((index) => {
    jitter.handlePacket({ ...fields(index), marker: false }, index * 20);
    jitter.poll(index * 20 + 5);
  }),
  'send frame': nsPerOp((index) => {
    sender.due(index * 20);
    sender.packetize(payload, index * 20);
  }),
  'receive frame, whole path': nsPerOp(receive),
  'ticker, per leg of 1000': Math.round(nsPerOp((index) => ticker.due(index)) / 50),
  'parse report': nsPerOp(() => parseRtcp(report)),
};
console.log(JSON.stringify({ unit: 'ns per operation', results }, null, 2));
