// Notes what is issued: tokens, codes, verifiers, secrets, proofs, cookies. The tests load it into every Node program that
// they start, and so into what those start (NODE_OPTIONS=--import), because nobody can look for a token in a log whom nobody
// told of it. IT_ISSUED is the folder; each line of a file there is a kind, a tab, and the value in base64.
//
// It listens at both ends: to what a program serves, as an authorization server does, and to what it fetches, as a client.
import diagnostics from 'node:diagnostics_channel';
import fs from 'node:fs';
import path from 'node:path';

const SHORTEST = 8;
const MOST = 1 << 20;
const NAMES = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'refresh_token',
  'registration_access_token',
  'subject_token',
  'token',
]);

const file = path.join(process.env.IT_ISSUED ?? '', `node-${process.pid}`);
const known = new Set();

function note(kind, value) {
  if (typeof value !== 'string' || value.length < SHORTEST || known.has(value)) {
    return;
  }
  known.add(value);
  fs.appendFileSync(file, `${kind}\t${Buffer.from(value).toString('base64')}\n`);
}

function fields(text) {
  for (const [name, value] of new URLSearchParams(text)) {
    if (NAMES.has(name)) {
      note(name, value);
    }
  }
}

function members(value) {
  for (const [name, member] of Object.entries(value ?? {})) {
    if (NAMES.has(name)) {
      note(name, member);
    } else if (typeof member === 'object') {
      members(member);
    }
  }
}

function body(text) {
  if (text.startsWith('{')) {
    try {
      members(JSON.parse(text));
    } catch {
      // It only looked like JSON, or there is more of it than is kept here.
    }
  } else if (text.includes('=')) {
    fields(text);
  }
}

const address = (url) => fields(/[?#](.*)/s.exec(String(url))?.[1]?.replace('#', '&') ?? '');

function header(name, value) {
  const text = String(value);
  switch (name.toLowerCase()) {
    case 'authorization': {
      const [scheme, credentials = ''] = text.split(' ');
      if (scheme.toLowerCase() === 'basic') {
        // Form-encoded, as RFC 6749 section 2.3.1 has it, or as it is.
        const [secret] = Buffer.from(credentials, 'base64').toString().split(':').slice(1);
        note('client_secret', secret);
        note('client_secret', new URLSearchParams(`secret=${secret}`).get('secret'));
      } else {
        note('access_token', credentials);
      }
      break;
    }
    case 'dpop':
      note('proof', text);
      break;
    case 'location':
      address(text);
      break;
    case 'cookie':
      text.split('; ').forEach((pair) => cookie(pair));
      break;
    case 'set-cookie':
      [value].flat().forEach((line) => cookie(String(line).split(';')[0]));
      break;
  }
}

/** Only what nobody can guess: cookies hold settings too. */
function cookie(pair) {
  const value = pair.slice(pair.indexOf('=') + 1);
  if (/^[\w.~-]{20,}$/.test(value)) {
    note('cookie', value);
  }
}

/** Gathers the chunks of a body, and reads it when it has ended. */
class Gathered {
  chunks = [];
  size = 0;

  add(chunk, encoding) {
    if (chunk && typeof chunk !== 'function' && this.size < MOST) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk;
      this.chunks.push(Buffer.from(bytes));
      this.size += bytes.length;
    }
  }

  read() {
    body(Buffer.concat(this.chunks).toString());
    this.chunks = [];
  }
}

diagnostics.subscribe('http.server.request.start', ({ request, response }) => {
  address(request.url);
  Object.entries(request.headers).forEach(([name, value]) => header(name, value));

  const asked = new Gathered();
  const push = request.push;
  request.push = function (chunk, encoding) {
    if (chunk === null) {
      asked.read();
    } else {
      asked.add(chunk, encoding);
    }
    return push.call(this, chunk, encoding);
  };

  const answered = new Gathered();
  const { write, writeHead, end } = response;
  response.writeHead = function (status, ...more) {
    const headers = more.at(-1);
    if (headers && typeof headers === 'object' && !Array.isArray(headers)) {
      Object.entries(headers).forEach(([name, value]) => header(name, value));
    }
    return writeHead.call(this, status, ...more);
  };
  response.write = function (chunk, encoding, ...more) {
    answered.add(chunk, encoding);
    return write.call(this, chunk, encoding, ...more);
  };
  // Before it is sent: whoever gets it may log it at once.
  response.end = function (chunk, encoding, ...more) {
    answered.add(chunk, encoding);
    answered.read();
    Object.entries(this.getHeaders()).forEach(([name, value]) => header(name, value));
    return end.call(this, chunk, encoding, ...more);
  };
});

const sent = new WeakMap();
const received = new WeakMap();

function gathered(all, request) {
  if (!all.has(request)) {
    all.set(request, new Gathered());
  }
  return all.get(request);
}

function undiciHeaders(headers) {
  const lines =
    typeof headers === 'string' ? headers.split('\r\n').flatMap((line) => line.split(/: (.*)/s, 2)) : (headers ?? []);
  for (let at = 0; at + 1 < lines.length; at += 2) {
    header(String(lines[at]), String(lines[at + 1]));
  }
}

diagnostics.subscribe('undici:request:create', ({ request }) => {
  address(request.path);
  undiciHeaders(request.headers);
});
diagnostics.subscribe('undici:request:bodyChunkSent', ({ request, chunk }) => gathered(sent, request).add(chunk));
diagnostics.subscribe('undici:request:bodySent', ({ request }) => gathered(sent, request).read());
diagnostics.subscribe('undici:request:headers', ({ response }) => undiciHeaders(response.headers));
diagnostics.subscribe('undici:request:bodyChunkReceived', ({ request, chunk }) => gathered(received, request).add(chunk));
diagnostics.subscribe('undici:request:trailers', ({ request }) => gathered(received, request).read());
