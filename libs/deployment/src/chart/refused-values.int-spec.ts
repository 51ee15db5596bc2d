// Values from which the chart does not render, each with the reason that helm shows.
import { hasTools, render, titled } from './rendered-chart.fixture';

const describeWithTools = hasTools ? describe : describe.skip;

describeWithTools(titled('what must not be installed'), () => {
  it.each([
    ['sipGateway.terminationGracePeriodSeconds=1839', 'is less than preStopSeconds 10 + drainSeconds 1800'],
    ['stop.drainSeconds=25', 'terminationGracePeriodSeconds 30 is less than'],
    ['sipGateway.drain.drainSeconds=600', 'cuts calls of up to 1800 s'],
    ['sipGateway.linesMax=600', 'need up to 2400 RTP ports'],
    ['tenants.existingClaim=x', 'exactly one of fromImage and existingClaim'],
    ['sipEngine.bundled=false', 'exactly one of bundled and address'],
    ['sipGateway.autoscaling.enabled=true', 'prometheus is the address to ask'],
    ['networkPolicy.nodeCidrs=null', 'nodeCidrs'],
    ['postgres.bundled=false', 'postgres.cidrs is empty'],
    ['kafka.brokers={k:9092}', 'at most one of bundled and brokers'],
    ['kafka.sasl.mechanism=plain', 'password in the clear'],
    ['redis.external=true', 'at most one of bundled and external'],
    ['maintenance.schedule=daily', 'schedule'],
    ['services.stt.replicas=0', 'replicas'],
    ['services.sst.replicas=1', 'sst'],
    ['services.handoff.replicas=2', 'replicas'],
  ])('is refused: %s', (set, message) => {
    const { status, stderr } = render('trial.yaml', set);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it.each([
    [['kafka.bundled=false', 'kafka.brokers={k:9092}'], 'kafka.cidrs is empty'],
    [['redis.bundled=false', 'redis.external=true'], 'redis.cidrs is empty'],
  ])('is refused: a server outside that no policy lets anybody reach, %j', (set, message) => {
    const { status, stderr } = render('trial.yaml', ...set);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
