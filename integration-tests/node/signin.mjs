// What the two SDK drivers share: a redirect URI on loopback, the headless browser, a record of what the server said,
// the sign-in, and the walk that each client has to finish. Each --scope
// names what one more sign-in has to ask for.
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { browse } from './browser.mjs';

export const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    dpop: { type: 'boolean', default: false },
    'client-id': { type: 'string' },
    'client-secret': { type: 'string' },
    scope: { type: 'string', multiple: true, default: ['mcp:read', 'mcp:write', 'mcp:admin'] },
    'client-metadata-url': { type: 'string' },
    'sign-in-only': { type: 'boolean', default: false },
    outlive: { type: 'string', default: '0' },
  },
});

// Every refusal, for the report of a walk that fails.
const lastRefusals = [];

export class Check extends Error {}

export function check(condition, message) {
  if (!condition) {
    throw new Check(message);
  }
}

/** A redirect URI on a free loopback port, which remembers the parameters that the last sign-in brought. */
export async function redirectListener() {
  let last;
  const server = http.createServer((request, response) => {
    last = new URL(request.url, 'http://localhost').searchParams;
    response.writeHead(200, { 'Content-Type': 'text/plain', Connection: 'close' }).end('done');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${server.address().port}/callback`,
    take() {
      const parameters = last;
      last = undefined;
      check(parameters, 'the browser never reached the redirect URI');
      check(!parameters.has('error'), `authorization failed: ${parameters.get('error')} ${parameters.get('error_description')}`);
      return parameters;
    },
    close: () => server.close(),
  };
}

/** What a client keeps between calls, in memory: an implementation of the SDKs' OAuthClientProvider. */
export class Account {
  refusals = [];
  authorizations = [];
  tokensSaved = 0;
  #saved = {};

  constructor(redirectUri, options = {}) {
    this.redirectUrl = redirectUri;
    if (options.clientId) {
      this.#saved.client = { client_id: options.clientId, client_secret: options.clientSecret };
    }
    if (options.clientMetadataUrl) {
      this.clientMetadataUrl = options.clientMetadataUrl;
    }
    if (options.dpop) {
      this.dpop = () => options.dpop;
    }
  }

  get clientMetadata() {
    return {
      client_name: 'MCP Identity integration test',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }

  state() {
    this.expectedState = crypto.randomUUID();
    return this.expectedState;
  }

  clientInformation() {
    return this.#saved.client;
  }

  saveClientInformation(client) {
    this.#saved.client = client;
  }

  tokens() {
    return this.#saved.tokens;
  }

  saveTokens(tokens) {
    this.tokensSaved += 1;
    this.#saved.tokens = tokens;
  }

  saveCodeVerifier(verifier) {
    this.#saved.verifier = verifier;
  }

  codeVerifier() {
    return this.#saved.verifier;
  }

  saveDiscoveryState(state) {
    this.#saved.discovery = state;
  }

  discoveryState() {
    return this.#saved.discovery;
  }

  /** The granted scope, as the token response or, where that is silent, the request had it. */
  get grantedScope() {
    return (this.#saved.tokens?.scope ?? this.authorizations.at(-1)?.get('scope') ?? '').split(/[ ,]/).filter(Boolean);
  }

  async redirectToAuthorization(url) {
    check(url.searchParams.get('code_challenge_method') === 'S256', 'no PKCE');
    this.authorizations.push(url.searchParams);
    const { status, url: end, html } = await browse(url);
    check(status === 200, `sign-in ended at ${end.origin}${end.pathname} with ${status}: ${html?.replace(/<[^>]*>/g, ' ').slice(0, 300)}`);
  }

  /** A fetch that notes every refusal by the protected server. */
  recordingFetch(serverUrl) {
    return async (input, init) => {
      const response = await fetch(input, init);
      if (String(input) === serverUrl && [401, 403].includes(response.status)) {
        const refusal = { status: response.status, challenge: response.headers.get('www-authenticate') ?? '' };
        this.refusals.push(refusal);
        lastRefusals.push(refusal);
      }
      return response;
    };
  }

  refusedWith(status) {
    return this.refusals.some((refusal) => refusal.status === status);
  }
}

const text = (result) => result.content.map((part) => part.text).join('');

/** Goes on calling for the seconds that --outlive names, which are more than a token lasts. */
export async function outliveTokens(call) {
  const end = Date.now() + Number(options.outlive) * 1000;
  while (Date.now() < end) {
    await call();
    // mcp-remote refreshes before every call when tokens are this short, and stops at 20 refreshes in half a minute.
    await delay(1000);
  }
}

/**
 * The walk: refused, signed in, tools listed, two read tools called; then two tools that need more scope, each refused
 * with 403, stepped up to and called.
 *
 * `call` performs a request and, where the client needs a person to sign in first, does that and performs it again.
 */
export async function walk(account, { listTools, callTool }) {
  const names = (await listTools()).tools.map((tool) => tool.name).sort();
  check(account.refusedWith(401), 'the server never asked for a sign-in');
  check(account.authorizations.length === 1, `one sign-in expected, not ${account.authorizations.length}`);
  for (const name of ['list_notes', 'ping', 'whoami']) {
    check(names.includes(name), `${name} is not listed: ${names}`);
  }
  const who = text(await callTool('whoami', {}));
  check(who.length > 0, 'whoami says nothing');
  check(!(await callTool('list_notes', {})).isError, 'list_notes failed');
  check(!account.refusedWith(403), 'a tool within the first scope was refused');
  await outliveTokens(() => callTool('whoami', {}));
  check(account.authorizations.length === 1, 'a token that ended took another sign-in');
  check(options.outlive === '0' || account.tokensSaved > 1, 'no token was refreshed');

  const scopes = [account.grantedScope];
  if (options['sign-in-only']) {
    return { tools: names, whoami: who, scopes: scopes.map((scope) => scope.sort().join(' ')) };
  }
  for (const [tool, args] of [['add_note', { text: 'written by the integration test' }], ['purge_notes', {}]]) {
    const before = account.authorizations.length;
    account.refusals.length = 0;
    const result = await callTool(tool, args);
    check(!result.isError, `${tool} failed: ${text(result)}`);
    check(account.refusedWith(403), `${tool} was not refused first`);
    check(!account.refusedWith(401), `${tool} was answered 401`);
    check(account.authorizations.length === before + 1, `${tool} took ${account.authorizations.length - before} sign-ins`);
    const challenge = account.refusals[0].challenge;
    check(/error="insufficient_scope"/.test(challenge) && challenge.startsWith('Bearer '), `${tool} was refused without insufficient_scope`);
    scopes.push(account.grantedScope);
  }
  for (const scope of scopes[0]) {
    check(scopes[2].includes(scope), `stepping up lost ${scope}`);
  }
  return { tools: names, whoami: who, scopes: scopes.map((scope) => scope.sort().join(' ')) };
}

/**
 * Signs in with the SDK of a major version, and walks.
 *
 * `account` makes the account for a redirect URI; `finish` gives the transport what the redirect brought.
 */
export async function signInAndWalk({ Client, StreamableHTTPClientTransport, UnauthorizedError }, { account: newAccount, finish }) {
  const redirect = await redirectListener();
  const account = newAccount(redirect.uri, {
    clientId: options['client-id'],
    clientSecret: options['client-secret'],
    clientMetadataUrl: options['client-metadata-url'],
  });
  let client;
  let transport;
  const connect = () => {
    client = new Client({ name: 'it', version: '1' });
    transport = new StreamableHTTPClientTransport(new URL(options.url), {
      authProvider: account,
      fetch: account.recordingFetch(options.url),
    });
    return client.connect(transport);
  };
  const signIn = async (error) => {
    if (!(error instanceof UnauthorizedError)) {
      throw error;
    }
    await finish(transport, redirect.take());
  };
  const signingIn = async (request) => {
    try {
      return await request();
    } catch (error) {
      await signIn(error);
      return request();
    }
  };

  try {
    await connect();
    throw new Error('connected without a sign-in');
  } catch (error) {
    await signIn(error);
    await connect();
  }
  const seen = await walk(account, {
    listTools: () => signingIn(() => client.listTools()),
    callTool: (name, args) => signingIn(() => client.callTool({ name, arguments: args })),
  });
  await client.close();
  redirect.close();
  return { ...seen, tokenType: account.tokens().token_type, clientId: account.clientInformation().client_id };
}

/** Runs a driver: prints what it saw as one JSON line and exits 0 only when the whole walk succeeded. */
export async function main(driver) {
  try {
    console.log(JSON.stringify(await driver()));
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Check ? error.message : error);
    lastRefusals.forEach(({ status, challenge }) => console.error(`the server's ${status}: ${challenge}`));
    process.exit(1);
  }
}
