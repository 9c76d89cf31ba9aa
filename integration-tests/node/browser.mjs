#!/usr/bin/env node
// A browser without a screen: opens the URL that is its last argument, follows redirects, signs in, consents, and
// ends at the client's redirect URI. A client that opens a browser takes it as BROWSER=<this script>.
//
// IT_USERNAME and IT_PASSWORD name the account (alice, and the name as password, where they are not set).
// IT_BROWSER_LOG names a file that gets one JSON line for each sign-in: what the client asked the authorization server for.
// It keeps its own cookies, because providers mark theirs `Secure` on http loopback as well.
// Prints one line a step, without query strings: they carry codes.
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const MAX_STEPS = 30;
const DEADLINE = AbortSignal.timeout(30_000);

const cookies = new Map();

function remember(url, response) {
  for (const line of response.headers.getSetCookie()) {
    const [pair] = line.split(';');
    const [name, ...value] = pair.split('=');
    const path = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? '/';
    const gone = /;\s*max-age=0/i.test(line) || /;\s*expires=thu, 01[ -]jan[ -]1970/i.test(line);
    const key = `${url.host} ${path} ${name}`;
    if (gone) {
      cookies.delete(key);
    } else {
      cookies.set(key, { host: url.host, path, pair: `${name}=${value.join('=')}` });
    }
  }
}

const cookieHeader = (url) =>
  [...cookies.values()]
    .filter(({ host, path }) => host === url.host && url.pathname.startsWith(path))
    .map(({ pair }) => pair)
    .join('; ');

const unescape = (text) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, decimal) => String.fromCodePoint(Number(decimal)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

const attribute = (tag, name) => {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag);
  return match ? unescape(match[1] ?? match[2]) : undefined;
};

// The first form on the page, filled in as a person would who wants to get on.
function fillIn(html, url) {
  const match = /<form\b[^>]*>([\s\S]*?)<\/form>/i.exec(html);
  if (!match) {
    return undefined;
  }
  const open = match[0].slice(0, match[0].indexOf('>') + 1);
  const fields = new URLSearchParams();
  let accepted = false;
  for (const [tag] of match[1].matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    const type = (attribute(tag, 'type') ?? 'text').toLowerCase();
    if (!name || name === 'cancel') {
      continue;
    }
    if (name === 'username') {
      fields.set(name, process.env.IT_USERNAME ?? 'alice');
    } else if (name === 'password') {
      fields.set(name, process.env.IT_PASSWORD ?? process.env.IT_USERNAME ?? 'alice');
    } else if (type === 'checkbox') {
      continue;
    } else if (type === 'submit') {
      if (!accepted) {
        fields.set(name, attribute(tag, 'value') ?? '');
        accepted = true;
      }
    } else {
      fields.set(name, attribute(tag, 'value') ?? '');
    }
  }
  return { action: new URL(attribute(open, 'action') || url.href, url), fields };
}

// A person takes a while to sign in, and some clients count on it: they open the browser first and listen on their
// redirect URI afterwards. So a refused connection is tried again until the deadline.
async function visit(url, request) {
  for (;;) {
    try {
      return await fetch(url, request);
    } catch (error) {
      if (DEADLINE.aborted || ![error.cause, ...(error.cause?.errors ?? [])].some((e) => e?.code === 'ECONNREFUSED')) {
        throw error;
      }
      await delay(50, undefined, { signal: DEADLINE });
    }
  }
}

/**
 * Walks from `start` to the first page that is neither a redirect nor a form, or to the first redirect that begins with
 * `stopAt`, which is then not followed; answers the URL and status of the end.
 */
export async function browse(start, { stopAt, log = () => {} } = {}) {
  let url = new URL(start);
  let body;
  const submitted = new Map();
  for (let step = 0; step < MAX_STEPS; step++) {
    const response = await visit(url, {
      method: body ? 'POST' : 'GET',
      headers: { cookie: cookieHeader(url), accept: 'text/html' },
      body,
      redirect: 'manual',
      signal: DEADLINE,
    });
    log(`${body ? 'POST' : 'GET'} ${url.origin}${url.pathname} -> ${response.status}`);
    remember(url, response);
    body = undefined;
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      url = new URL(location, url);
      if (stopAt && url.href.startsWith(stopAt)) {
        return { url, status: response.status };
      }
      continue;
    }
    const html = await response.text();
    const onward = /<meta\s+http-equiv="refresh"\s+content="0;\s*url=([^"]*)"/i.exec(html);
    if (onward) {
      url = new URL(unescape(onward[1]), url);
      if (stopAt && url.href.startsWith(stopAt)) {
        return { url, status: response.status };
      }
      continue;
    }
    const form = response.ok ? fillIn(html, url) : undefined;
    if (!form) {
      return { url, status: response.status, html };
    }
    const seen = (submitted.get(form.action.pathname) ?? 0) + 1;
    submitted.set(form.action.pathname, seen);
    if (seen > 3) {
      throw new Error(`${form.action.origin}${form.action.pathname} keeps asking: the sign-in was refused`);
    }
    url = form.action;
    body = form.fields;
  }
  throw new Error(`no end after ${MAX_STEPS} steps`);
}

if (process.argv[1] && import.meta.filename === fs.realpathSync(process.argv[1])) {
  const start = new URL(process.argv.at(-1));
  if (process.env.IT_BROWSER_LOG) {
    const { client_id, scope, resource, prompt, code_challenge_method } = Object.fromEntries(start.searchParams);
    fs.appendFileSync(
      process.env.IT_BROWSER_LOG,
      `${JSON.stringify({ client_id, scope, resource, prompt, code_challenge_method })}\n`,
    );
  }
  const { url, status, html } = await browse(start, { log: console.error });
  if (status >= 400) {
    const text = html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
    console.error(`ended at ${url.origin}${url.pathname} with ${status}: ${text.slice(0, 400)}`);
    process.exit(1);
  }
}
