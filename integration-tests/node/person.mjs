// A person with Chromium: node person.mjs [options] URL
//
// Opens the URL as a client's desktop would, signs in and decides where that is asked for, and looks at the page that it
// all ends with as people do: on a desktop and on a narrow phone, in light and dark. Whoever starts it may have closed its
// output, so what was seen is in a file: the page, and what is wrong with it. Meanwhile other sites in the same browser,
// which have guessed the port, try to have a say.
//
// --report=FILE gets one JSON object.
// --heading=TEXT is what the last page has to say.
// --user=NAME signs in, with the name as the password too. --decision=allow|deny is what to answer when asked.
// --screenshots=FOLDER keeps a picture of each look there; --name=NAME is what they are called.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { launch, Looks } from './looks.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    report: { type: 'string' },
    heading: { type: 'string' },
    user: { type: 'string', default: 'alice' },
    decision: { type: 'string', default: 'allow' },
    screenshots: { type: 'string' },
    name: { type: 'string', default: 'last' },
  },
});
const LIMIT_MILLIS = 30_000;
const REBOUND = 'rebound.example';
const SHAPES = ['light', 'dark'].flatMap((scheme) => [
  { name: `desktop-${scheme}`, viewport: { width: 1280, height: 900 }, colorScheme: scheme },
  { name: `narrow-${scheme}`, viewport: { width: 320, height: 640 }, colorScheme: scheme },
]);

const start = new URL(positionals.at(-1));
const end = new URL(start.searchParams.get('redirect_uri') ?? start);
const looks = new Looks(options.screenshots);
const seen = {};
let browser;

const isLast = (url) => url.origin === end.origin && url.pathname === end.pathname;

/** A site that knows where the answer is awaited, and one whose name leads there (DNS rebinding). */
async function interfere(context) {
  const wrong = `${end.origin}${end.pathname}?code=injected&state=guessed`;
  await context.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>evil' }));
  const page = await context.newPage();
  await page.goto('http://evil.example/');
  const read = await page.evaluate(async (url) => {
    const heard = [];
    for (const mode of ['cors', 'no-cors']) {
      await fetch(url, { mode }).then((response) => heard.push(`${mode}: ${response.type}`), () => {});
    }
    const frame = document.createElement('iframe');
    frame.src = url;
    await new Promise((loaded) => {
      frame.onload = loaded;
      document.body.append(frame);
    });
    return heard;
  }, wrong);
  looks.check(read.length === 0, `another site heard something: ${read}`);
  looks.check(page.frames().at(-1).url().startsWith('chrome-error:'), 'another site can frame the page');
  const posted = page.waitForNavigation();
  await page.evaluate((url) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: url });
    document.body.append(form);
    form.submit();
  }, wrong);
  looks.check((await posted).status() === 405, 'another site can post to the page');
  looks.check((await page.goto(wrong)).status() === 400, 'another site can send somebody with an answer of its own');
  const rebound = await page.goto(wrong.replace(end.hostname, REBOUND));
  looks.check(rebound.status() === 421, 'another name leads here');
  await page.close();
}

async function signInAndDecide(page) {
  if (!start.searchParams.has('redirect_uri')) {
    return;
  }
  await interfere(page.context());
  await page.fill('#username', options.user);
  await page.fill('#password', options.user);
  await page.click('button[type=submit]');
  await page.click(`button[value=${options.decision}]`);
}

async function walk() {
  browser = await launch(`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`);
  const context = await browser.newContext({ viewport: SHAPES[0].viewport, colorScheme: SHAPES[0].colorScheme });
  context.setDefaultTimeout(LIMIT_MILLIS);
  const page = await context.newPage();
  looks.listenTo(page, 'sign-in');
  const requested = [];
  page.on('request', (request) => requested.push(new URL(request.url()).origin));
  const arrived = page.waitForResponse((response) => isLast(new URL(response.url())));
  const opened = page.goto(start.href);
  await Promise.race([opened, arrived]);
  await signInAndDecide(page);
  const response = await arrived;
  await opened;
  await page.waitForURL(isLast);
  seen.headers = await response.allHeaders();
  seen.status = response.status();
  seen.title = await page.title();
  seen.text = await page.locator('main').innerText();
  seen.links = await page.locator('a, area, form, iframe, img, link, script, [src], [href]').count();
  seen.referrer = await page.evaluate(() => document.referrer);
  const source = await response.text();
  const values = [...new URL(page.url()).searchParams.values()].filter((value) => value.length > 3);
  looks.check(values.length > 0, 'the last page has an address without an answer');
  looks.check(values.every((value) => !source.includes(value)), 'the page says something of its own address');
  looks.check(requested.every((origin) => [start.origin, end.origin].includes(origin)), `others were asked: ${requested}`);
  for (const { name, viewport, colorScheme } of SHAPES) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await looks.at(page, { name: options.name, shape: name, heading: options.heading });
  }
}

try {
  await walk();
} catch (error) {
  looks.check(false, error.stack);
} finally {
  await browser?.close();
}
// Under another name first: whoever waits for it reads all of it.
fs.writeFileSync(`${options.report}.part`, JSON.stringify({ ...seen, problems: looks.problems }));
fs.renameSync(`${options.report}.part`, options.report);
process.exitCode = looks.problems.length === 0 ? 0 : 1;
