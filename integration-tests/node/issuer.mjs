// What the authorization servers of the tests share: accounts, keys, sign-in pages, and an HTTP server on loopback around
// npm's oidc-provider.
//
// Every one prints one JSON line with its issuer and port as soon as it accepts requests. It ends when its standard input
// does, so that it never outlives the test that started it. Beside the provider's own endpoints it answers, for tests only:
//   POST /test/rotate-keys[?keep]  signs with a new key from now on; without `keep` the old key disappears at once
//   GET  /test/counts              how often each path was asked
import crypto from 'node:crypto';
import http from 'node:http';
import { promisify } from 'node:util';
import Provider from 'oidc-provider';

export const SCOPES = ['mcp:read', 'mcp:write', 'mcp:admin'];

// What each account may be granted, whatever a client asks for on its behalf.
export const ACCOUNTS = {
  alice: { scopes: SCOPES, groups: ['/staff'], roles: ['mcp-writer'], name: 'Alice Able' },
  bob: { scopes: ['mcp:read', 'mcp:write'], groups: [], roles: [], name: 'Bob Baker' },
  carol: { scopes: ['mcp:read'], groups: [], roles: [], name: 'Carol Clark' },
};

/** The lifetimes that every one has, with access tokens that live for `seconds`. */
export const lifetimes = (seconds) => ({
  AccessToken: seconds,
  ClientCredentials: seconds,
  AuthorizationCode: 60,
  Grant: 3600,
  Interaction: 300,
  Session: 3600,
  RefreshToken: 3600,
  IdToken: 300,
});

/** A public client, on this computer, whose redirect URIs may have any port. */
export const nativeClient = (id, more) => ({
  client_id: id,
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://127.0.0.1/callback', 'http://127.0.0.1/oauth/callback', 'http://localhost/oauth/callback'],
  ...more,
});

export async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Reads a form, lets `change` have it, and hands it on as if it had come that way. */
export async function rewriteForm(request, change) {
  const form = new URLSearchParams(await readBody(request));
  await change(form);
  request.body = Object.fromEntries(form);
}

export const json = (response, status, body) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

function newKeys() {
  const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return [
    { ...rsa, kid: crypto.randomUUID(), use: 'sig', alg: 'RS256' },
    { ...ec, kid: crypto.randomUUID(), use: 'sig', alg: 'ES256' },
  ];
}

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (body) => `<!doctype html><html><head><title>Sign in</title></head><body>${body}</body></html>`;

async function interaction(provider, subjectOf, request, response) {
  const details = await provider.interactionDetails(request, response);
  const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
  const finish = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (form?.has('cancel')) {
    return finish({ error: 'access_denied', error_description: 'the user said no' });
  }
  if (details.prompt.name === 'login') {
    const username = form?.get('username');
    if (username && ACCOUNTS[username] && form.get('password') === username) {
      return finish({ login: { accountId: subjectOf(username) } });
    }
    return response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end(page(`<form method="post" action="${escape(request.url)}"><input name="username"><input name="password" type="password"><input type="submit" value="Sign in"></form>`));
  }
  if (!form) {
    return response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end(page(`<form method="post" action="${escape(request.url)}"><p>${escape(details.params.client_id)} asks for ${escape(details.params.scope ?? '')}</p><input type="submit" name="accept" value="Yes"><input type="submit" name="cancel" value="No"></form>`));
  }
  const accountId = details.session.accountId;
  const account = Object.entries(ACCOUNTS).find(([username]) => subjectOf(username) === accountId)[1];
  const grant = details.grantId
    ? await provider.Grant.find(details.grantId)
    : new provider.Grant({ accountId, clientId: details.params.client_id });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = details.prompt.details;
  if (missingOIDCScope) {
    const permitted = ({ [true]: yes = [], [false]: no = [] }) => ({ yes, no });
    const { yes, no } = permitted(
      Object.groupBy(missingOIDCScope, (scope) => !SCOPES.includes(scope) || account.scopes.includes(scope)),
    );
    if (yes.length) grant.addOIDCScope(yes.join(' '));
    if (no.length) grant.rejectOIDCScope(no.join(' '));
  }
  if (missingOIDCClaims) {
    grant.addOIDCClaims(missingOIDCClaims);
  }
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    const yes = scopes.filter((scope) => account.scopes.includes(scope));
    const no = scopes.filter((scope) => !account.scopes.includes(scope));
    if (yes.length) grant.addResourceScope(resource, yes.join(' '));
    if (no.length) grant.rejectResourceScope(resource, no.join(' '));
  }
  return finish({ consent: { grantId: await grant.save() } });
}

/**
 * Serves on loopback until the standard input ends.
 *
 * `issuer` makes the issuer identifier of the origin; `configuration` configures oidc-provider for some keys; `subject`
 * is the subject of a user's name. `intercept` may answer a request in the provider's place, and then answers true, or
 * change it; it gets what it needs as its third argument. `prepare` is called with each new provider.
 */
export async function serve({
  port = '0',
  issuer: issuerOf = (origin) => origin,
  subject = (username) => username,
  configuration,
  intercept = () => false,
  prepare = () => {},
}) {
  const counts = {};
  let keys = newKeys();
  let provider;
  let issuer;
  const build = () => {
    provider = new Provider(issuer, {
      jwks: { keys },
      cookies: { keys: [crypto.randomBytes(16).toString('hex')] },
      // Web clients fetch metadata and tokens from their own origin.
      clientBasedCORS: () => true,
      pkce: { required: () => true },
      interactions: { url: (ctx, { uid }) => `/interaction/${uid}` },
      ...configuration(issuer),
    });
    prepare(provider);
    provider.on('server_error', (ctx, error) => console.error('server_error', error));
    provider.on('authorization.error', (ctx, error) => console.error('authorization.error', error.error_description));
    provider.on('grant.error', (ctx, error) => console.error('grant.error', error.message, error.error_detail ?? ''));
    provider.on('registration_create.error', (ctx, error) => console.error('registration.error', error.error_description));
  };
  const server = http.createServer(async (request, response) => {
    try {
      const url = new URL(request.url, issuer);
      const path = url.pathname;
      counts[path] = (counts[path] ?? 0) + 1;
      if (path === '/test/counts') {
        return json(response, 200, counts);
      }
      if (path === '/test/rotate-keys' && request.method === 'POST') {
        keys = [...newKeys(), ...(url.search === '?keep' ? keys : [])];
        build();
        return response.writeHead(204).end();
      }
      if (path.startsWith('/interaction/')) {
        return await interaction(provider, subject, request, response);
      }
      if (await intercept(request, response, { url, path, provider, issuer })) {
        return undefined;
      }
      return await provider.callback()(request, response);
    } catch (error) {
      console.error(error);
      return response.headersSent ? response.end() : response.writeHead(500).end();
    }
  });
  await promisify((number, done) => server.listen(number, '127.0.0.1', done))(Number(port));
  issuer = issuerOf(`http://127.0.0.1:${server.address().port}`);
  build();
  console.log(JSON.stringify({ issuer, port: server.address().port }));
  process.stdin.on('end', () => process.exit(0)).resume();
}
