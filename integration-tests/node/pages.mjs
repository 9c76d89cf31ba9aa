#!/usr/bin/env node
// Looks at the sign-in and consent pages with Chromium, as people do: on a desktop and on a phone, in light and dark, and
// with the keyboard alone. Fails on what axe calls serious or critical, on anything that the content policy blocked, and
// on a page that is wider than its window.
//
// --server=COMMAND starts the server of the pages: it prints its origin, and ends when its input does.
// --screenshots=FOLDER keeps a picture of each page there.
// CHROMIUM names the browser (/usr/bin/chromium where it is not set).
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { launch, Looks } from './looks.mjs';

const { values: options } = parseArgs({
  options: { server: { type: 'string' }, screenshots: { type: 'string' } },
});

const LONG = 'https://a-rather-long-host-name.of-a-department.example-corporation.example.com:8443/callback';
const SHAPES = [
  { name: 'desktop', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 375, height: 740 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 375, height: 740 }, colorScheme: 'dark' },
  { name: 'narrow', viewport: { width: 320, height: 640 }, colorScheme: 'light' },
];

const request = (origin, client, redirect, scope) =>
  `${origin}/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: redirect,
    scope,
    state: 's1',
    code_challenge_method: 'S256',
    code_challenge: 'c'.repeat(43),
  })}`;
const web = (origin, scope = 'mcp:read mcp:write') => request(origin, 'web', 'https://app.example.com/callback', scope);
const local = (origin) => request(origin, 'local', `${origin.replace('localhost', '127.0.0.1')}/callback`, 'mcp:read');

const looks = new Looks(options.screenshots);
const check = (condition, message) => looks.check(condition, message);
const heading = (page) => page.locator('h1').innerText();
const look = (page, shape, name, expected) => looks.at(page, { name, shape: shape.name, heading: expected });

async function signIn(page, name, password) {
  await page.fill('#username', name);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
}

/** Each page, one after the other, as a person comes to it. */
async function tour(context, origin, shape) {
  const page = await context.newPage();
  looks.listenTo(page, shape.name);
  // Where the answer of a web application goes is nobody's host: what matters is which address is visited.
  const visited = [];
  await context.route(/^https:\/\/[^/?]*example\.com/, (route) => {
    visited.push(route.request().url());
    return route.fulfill({ status: 200, contentType: 'text/html', body: '<title>client</title><h1>client</h1>' });
  });

  await page.goto(web(origin));
  await look(page, shape, 'sign-in', 'Sign in');
  await signIn(page, 'alice', 'wonder');
  await look(page, shape, 'wrong-password', 'Sign-in failed');
  check(await page.locator('#password').evaluate((field) => field === document.activeElement), 'the password is not focused');

  await page.goto(web(origin));
  for (let attempt = 0; attempt < 6; attempt++) {
    await signIn(page, `locked-${shape.name}`, 'guess');
  }
  check((await page.content()).includes('Too many attempts'), `${shape.name}: nobody is slowed down`);
  await look(page, shape, 'locked', 'Sign-in failed');

  await page.goto(web(origin));
  await signIn(page, 'bob', 'builder');
  await look(page, shape, 'consent-web', 'Allow access?');
  await page.goto(request(origin, 'long', LONG, 'mcp:read mcp:write'));
  await look(page, shape, 'consent-long', 'Allow access?');
  await page.goto(local(origin));
  await look(page, shape, 'consent-loopback', 'Allow access?');
  await page.goto(web(origin, 'mcp:other'));
  await look(page, shape, 'consent-nothing', 'Your account cannot allow this');

  // The answer reaches the client after the form, whatever the policy says of forms.
  await page.goto(web(origin));
  await page.click('button[value=allow]');
  await page.waitForURL(/^https:\/\/app\.example\.com\/callback/);
  check(/callback\?code=[^&]+&state=s1&iss=[^&]+$/.test(visited.at(-1)), `allowed, the client got ${visited.at(-1)}`);
  await page.goto(local(origin));
  await page.click('button[value=allow]');
  await page.waitForURL(/127\.0\.0\.1:\d+\/callback\?code=/);
  await page.goto(web(origin));
  await page.click('button[value=deny]');
  await page.waitForURL(/error=access_denied/);

  // The page in between is gone at once: here it is held.
  for (const [decision, title] of [['allow', 'Access allowed'], ['deny', 'Access denied']]) {
    await page.goto(web(origin));
    await page.route('**/consent', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, '');
      await route.fulfill({ response, body });
    });
    await page.click(`button[value=${decision}]`);
    await look(page, shape, decision === 'allow' ? 'allowed' : 'denied', title);
    await page.unroute('**/consent');
  }

  // Going back after a decision, and deciding once more.
  await page.goto(web(origin));
  await page.click('button[value=allow]');
  await page.waitForURL(/callback\?code=/);
  await page.goBack();
  check((await heading(page)) !== 'client', `${shape.name}: back leads nowhere`);

  await page.goto(web(origin));
  await page.click('text=Sign in as someone else');
  await look(page, shape, 'someone-else', 'Sign in');
  await fetch(`${origin}/pass?601`, { method: 'POST' });
  await signIn(page, 'alice', 'wonderland');
  await look(page, shape, 'expired', 'This page has expired');
  await page.click('text=Start again');
  await look(page, shape, 'started-again', 'Sign in');
  await page.goto(request(origin, 'nobody', LONG, 'mcp:read'));
  await look(page, shape, 'error', 'This application is not known here');
  await page.close();
}

/** With the keyboard alone: Tab, typing and Enter. */
async function keyboard(context, origin) {
  const page = await context.newPage();
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim() || '');
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 10; presses++) {
      if ((await focused()) === wanted) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        check(outline === 'solid', `${wanted} does not show that it is focused`);
        return;
      }
      await page.keyboard.press('Tab');
    }
    check(false, `Tab never reaches ${wanted}`);
  };
  await page.goto(local(origin));
  check((await focused()) === 'username', 'the first field is not focused');
  await page.keyboard.type('alice');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wonderland');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  check((await heading(page)) === 'Allow access?', 'the keyboard does not sign in');
  await tabTo('Allow');
  await tabTo('Deny');
  await page.keyboard.press('Shift+Tab');
  check((await focused()) === 'Allow', 'Shift+Tab does not go back');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/callback\?code=/);
  await page.goto(local(origin));
  await tabTo('Sign in as someone else');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Space')]);
  check((await heading(page)) === 'Sign in', 'the keyboard does not sign out');
  await page.close();
}

/** Another site frames a page, and posts a form to it. */
async function attack(browser, origin) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(web(origin));
  await signIn(page, 'alice', 'wonderland');
  const sealed = await page.locator('input[name=interaction]').first().inputValue();
  const evil = `<iframe src="${web(origin).replaceAll('&', '&amp;')}"></iframe><form method=post action="${origin}/consent">
    <input name=interaction value="${sealed}"><input name=decision value=allow><button>win</button></form>`;
  await context.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: evil }));
  await page.goto('http://evil.example/');
  const framed = page.frames().at(-1);
  check(framed !== page.mainFrame() && framed.url().startsWith('chrome-error:'), `another site can frame ${framed.url()}`);
  await page.click('button');
  check((await heading(page)) === 'This came from another site', 'another site can post the consent form');
  await context.close();
}

const [command, ...args] = options.server.split(' ');
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
let browser;
try {
  const lines = readline.createInterface({ input: server.stdout });
  const origin = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    server.once('exit', () => reject(new Error('the server ended')));
  });
  browser = await launch();
  for (const shape of SHAPES) {
    const context = await browser.newContext({ viewport: shape.viewport, colorScheme: shape.colorScheme });
    context.setDefaultTimeout(15_000);
    await tour(context, origin, shape);
    await context.close();
  }
  const context = await browser.newContext({ viewport: SHAPES[0].viewport });
  context.setDefaultTimeout(15_000);
  await keyboard(context, origin);
  await context.close();
  await attack(browser, origin);
} catch (error) {
  check(false, error.stack);
} finally {
  await browser?.close();
  server.stdin.end();
}
console.log(JSON.stringify({ pages: looks.count, problems: looks.problems.length }));
process.exitCode = looks.problems.length === 0 ? 0 : 1;
