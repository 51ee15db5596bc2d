// The desk in a real browser, served by the real service: an offer is read, taken by keyboard, talked and wrapped up.
import { handoff as contract } from '@trunkline/contracts';
import { connect } from '@trunkline/grpc';
import { type Browser, type Page } from 'playwright-core';
import { accessibilityFindings, builtPage, hasBrowser, openBrowser } from '../test/browser.double';
import { DESK_KEY, DeskApplication } from '../test/desk-application.double';
import { request, settled, turn } from '../test/scene.double';

const inBrowser = hasBrowser() ? describe : describe.skip;
const SCREENSHOTS = process.env['DESK_SCREENSHOTS'];

inBrowser('the desk in a browser', () => {
  let browser: Browser;
  let desk: DeskApplication;
  let client: contract.HandoffsServiceClient;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    builtPage();
    browser = await openBrowser();
  });
  afterAll(async () => browser.close());

  beforeEach(async () => {
    desk = new DeskApplication();
    await desk.start();
    client = connect(contract.HandoffsServiceClient, desk.service.address);
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.setDefaultTimeout(8_000);
    complaints = [];
    page.on('console', (message) => {
      // Who is not signed in yet is told so; everything else would be a fault.
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    client.close();
    await desk.stop();
  });

  const show = async (name: string): Promise<void> => {
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
  };
  const accessible = async (): Promise<void> => expect(await accessibilityFindings(page)).toEqual([]);
  const visible = (text: string | RegExp) => page.getByText(text).first().waitFor();

  const signIn = async (): Promise<void> => {
    await page.goto(`${desk.url}/desk#key=${DESK_KEY}`);
    await visible('Who are you?');
    await show('sign-in');
    await accessible();
    await page.getByRole('button', { name: /Ana Sousa/ }).click();
    await visible('You are not taking callers yet.');
  };
  const offer = async () => {
    await desk.call(Date.now() - 75_000);
    const stream = client.request(request);
    stream.on('error', () => undefined);
    await page.locator('.offer-bar').waitFor();
    return stream;
  };

  it('takes a caller from the offer to the wrap-up, by keyboard alone', async () => {
    await signIn();
    expect(page.url()).toBe(`${desk.url}/desk`);
    await show('away');
    await page.keyboard.press('g');
    await visible('Ready for the next caller');
    await show('ready');
    await accessible();

    await offer();
    await visible('Order number');
    for (const text of [
      'DO NOT RETRY: Cancel order 4711 is in doubt',
      'Wants to cancel an order: 4711',
      'co-4711-1',
    ]) {
      await visible(text);
    }
    expect(await page.locator('.fact-list', { hasText: 'Caller says' }).innerText()).toContain('4711');
    expect(await page.locator('.fact-list', { hasText: 'Verified' }).innerText()).toContain(
      'packed, ships today',
    );
    expect(await page.title()).toContain('Offer');
    await show('offer');
    await accessible();

    await page.keyboard.press('a');
    const { bridgeId } = await desk.lines.asks(0);
    desk.lines.play(bridgeId, { state: 'ringing', cause: '' });
    await visible('Your phone is ringing');
    desk.lines.play(bridgeId, { state: 'bridged', cause: '' });
    await visible('You are talking to the caller');
    await desk.append(settled('succeeded', 'RC-4711'), Date.now());
    await visible('RC-4711');
    await visible(/^changed/);
    await show('talking');
    await accessible();

    desk.lines.play(bridgeId, { state: 'ended', cause: 'caller-left' });
    await visible('How did it end?');
    await page.keyboard.press('w');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await show('wrap-up');
    await accessible();
    await page.getByRole('button', { name: 'Save and finish' }).press('Enter');
    await visible('Saved. That call is done.');
    expect(complaints).toEqual([]);
  });

  it('shows everything of the packet at 1280 by 720 without scrolling', async () => {
    await signIn();
    await page.keyboard.press('g');
    await offer();
    const overflow = await page.evaluate<number[]>(
      `[document.scrollingElement, document.querySelector('.column.packet')].map((e) => e.scrollHeight - e.clientHeight)`,
    );
    expect(overflow).toEqual([0, 0]);
  });

  it('declines with a reason, in dark as in light', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn();
    await page.keyboard.press('g');
    await offer();
    await show('offer-dark');
    await page.keyboard.press('d');
    await accessible();
    await show('declining-dark');
    await page.keyboard.press('Enter');
    await visible('You declined; the caller waits for somebody else.');
    await accessible();
    expect(complaints).toEqual([]);
  });

  it('shows the words of a caller as words, whatever they are', async () => {
    await signIn();
    await page.keyboard.press('g');
    await offer();
    const words = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await desk.append(turn(2, words), Date.now());
    await visible(words);
    expect(await page.title()).toContain('Offer');
    expect(await page.locator('.lines img, .lines script').count()).toBe(0);
  });

  it('tells that the caller has left, and reads on a narrow screen', async () => {
    await signIn();
    await page.keyboard.press('g');
    await offer();
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    await show('narrow');
    client.cancel({ handoffId: request.handoffId, reason: 'caller-left' }, () => undefined);
    await visible('The caller has left.');
    await accessible();
  });

  it('comes back by itself when the stream breaks, with the offer where it was', async () => {
    await signIn();
    await page.keyboard.press('g');
    await offer();
    await page.reload();
    await page.locator('.offer-bar').waitFor();
    await visible('DO NOT RETRY: Cancel order 4711 is in doubt');
  });
});
