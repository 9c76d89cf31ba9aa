// A strict OpenID provider for the integration tests: npm's oidc-provider with our accounts, scopes and sign-in pages.
//
//   node oidc-provider.mjs [--port N] [--format jwt|opaque] [--alg RS256|ES256] [--ttl SECONDS] [--dpop-nonce]
//
// Prints one JSON line with its issuer and port as soon as it accepts requests. Ends when its standard input does,
// so that it never outlives the test that started it. Beside the provider's own endpoints it answers, for tests only:
//   POST /test/rotate-keys[?keep]  signs with a new key from now on; without `keep` the old key disappears at once
//   GET  /test/counts              how often each path was asked
import crypto from 'node:crypto';
import http from 'node:http';
import { parseArgs, promisify } from 'node:util';
import Provider, { errors } from 'oidc-provider';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    format: { type: 'string', default: 'jwt' },
    alg: { type: 'string', default: 'RS256' },
    ttl: { type: 'string', default: '300' },
    'dpop-nonce': { type: 'boolean', default: false },
  },
});

const SCOPES = ['mcp:read', 'mcp:write', 'mcp:admin'];

// What each account may be granted, whatever a client asks for on its behalf.
const ACCOUNTS = {
  alice: { scopes: SCOPES, groups: ['/staff'], roles: ['mcp-writer'], name: 'Alice Able' },
  bob: { scopes: ['mcp:read', 'mcp:write'], groups: [], roles: [], name: 'Bob Baker' },
  carol: { scopes: ['mcp:read'], groups: [], roles: [], name: 'Carol Clark' },
};

// The client that CIMD tests name. The document lives under a reserved name, so the provider's fetch is answered here.
const METADATA_DOCUMENT_URL = 'https://client.mcp.test/metadata.json';
const METADATA_DOCUMENT = {
  client_id: METADATA_DOCUMENT_URL,
  client_name: 'A client known by its metadata document',
  redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  application_type: 'native',
};

function newKeys() {
  const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return [
    { ...rsa, kid: crypto.randomUUID(), use: 'sig', alg: 'RS256' },
    { ...ec, kid: crypto.randomUUID(), use: 'sig', alg: 'ES256' },
  ];
}

function configuration(keys) {
  return {
    jwks: { keys },
    cookies: { keys: [crypto.randomBytes(16).toString('hex')] },
    scopes: ['openid', 'offline_access', ...SCOPES],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'], dPoPSigningAlgValues: ['ES256', 'RS256'] },
    clients: [
      {
        client_id: 'mcp-server',
        client_secret: 'mcp-server-secret',
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: 'it-client',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['http://127.0.0.1/callback'],
      },
    ],
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none' },
    // Web clients fetch metadata and tokens from their own origin.
    clientBasedCORS: () => true,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: { AccessToken: Number(options.ttl), AuthorizationCode: 60, Grant: 3600, Interaction: 300, Session: 3600, RefreshToken: 3600, IdToken: 300 },
    fetch: (url) =>
      Promise.resolve(
        String(url) === METADATA_DOCUMENT_URL
          ? Response.json(METADATA_DOCUMENT)
          : new Response(null, { status: 404 }),
      ),
    findAccount: (ctx, id) =>
      ACCOUNTS[id] && {
        accountId: id,
        claims: () => ({ sub: id, name: ACCOUNTS[id].name, email: `${id}@example.com`, email_verified: true }),
      },
    extraTokenClaims: (ctx, token) =>
      ACCOUNTS[token.accountId] && {
        name: ACCOUNTS[token.accountId].name,
        email: `${token.accountId}@example.com`,
        email_verified: true,
        groups: ACCOUNTS[token.accountId].groups,
        roles: ACCOUNTS[token.accountId].roles,
      },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      introspection: { enabled: true, allowedPolicy: (ctx, client) => client.clientId === 'mcp-server' },
      revocation: { enabled: true },
      dPoP: {
        enabled: true,
        nonceSecret: crypto.randomBytes(32),
        requireNonce: () => options['dpop-nonce'],
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => {
          if (!/^http:\/\/localhost:\d+\/mcp$/.test(resource)) {
            throw new errors.InvalidTarget();
          }
          return {
            scope: SCOPES.join(' '),
            audience: resource,
            accessTokenTTL: Number(options.ttl),
            accessTokenFormat: options.format,
            jwt: { sign: { alg: options.alg } },
          };
        },
      },
    },
  };
}

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (body) => `<!doctype html><html><head><title>Sign in</title></head><body>${body}</body></html>`;

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function interaction(provider, request, response) {
  const details = await provider.interactionDetails(request, response);
  const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
  const finish = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (form?.has('cancel')) {
    return finish({ error: 'access_denied', error_description: 'the user said no' });
  }
  if (details.prompt.name === 'login') {
    const username = form?.get('username');
    if (username && ACCOUNTS[username] && form.get('password') === username) {
      return finish({ login: { accountId: username } });
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
  const grant = details.grantId
    ? await provider.Grant.find(details.grantId)
    : new provider.Grant({ accountId, clientId: details.params.client_id });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = details.prompt.details;
  if (missingOIDCScope) {
    const permitted = ({ [true]: yes = [], [false]: no = [] }) => ({ yes, no });
    const { yes, no } = permitted(
      Object.groupBy(missingOIDCScope, (scope) => !SCOPES.includes(scope) || ACCOUNTS[accountId].scopes.includes(scope)),
    );
    if (yes.length) grant.addOIDCScope(yes.join(' '));
    if (no.length) grant.rejectOIDCScope(no.join(' '));
  }
  if (missingOIDCClaims) {
    grant.addOIDCClaims(missingOIDCClaims);
  }
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    const yes = scopes.filter((scope) => ACCOUNTS[accountId].scopes.includes(scope));
    const no = scopes.filter((scope) => !ACCOUNTS[accountId].scopes.includes(scope));
    if (yes.length) grant.addResourceScope(resource, yes.join(' '));
    if (no.length) grant.rejectResourceScope(resource, no.join(' '));
  }
  return finish({ consent: { grantId: await grant.save() } });
}

const counts = {};
let keys = newKeys();
let provider;
let issuer;

function build() {
  provider = new Provider(issuer, configuration(keys));
  provider.on('server_error', (ctx, error) => console.error('server_error', error));
  provider.on('authorization.error', (ctx, error) => console.error('authorization.error', error.error_description));
  provider.on('grant.error', (ctx, error) => console.error('grant.error', error.message, error.error_detail ?? ''));
  provider.on('registration_create.error', (ctx, error) => console.error('registration.error', error.error_description));
}

const server = http.createServer(async (request, response) => {
  try {
    const path = new URL(request.url, issuer).pathname;
    counts[path] = (counts[path] ?? 0) + 1;
    if (path === '/test/counts') {
      return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(counts));
    }
    if (path === '/test/rotate-keys' && request.method === 'POST') {
      const old = request.url.endsWith('?keep') ? keys : [];
      keys = [...newKeys(), ...old];
      build();
      return response.writeHead(204).end();
    }
    if (path.startsWith('/interaction/')) {
      return await interaction(provider, request, response);
    }
    if (path === '/reg' && request.method === 'POST') {
      // The scope of a registration is what a client happens to know that day, not a ceiling (RFC 7591 section 2:
      // the server may replace it). Kept, it would answer every later step-up with invalid_scope.
      const { scope, ...metadata } = JSON.parse(await readBody(request));
      request.body = metadata;
    }
    return await provider.callback()(request, response);
  } catch (error) {
    console.error(error);
    return response.headersSent ? response.end() : response.writeHead(500).end();
  }
});

await promisify((port, done) => server.listen(port, '127.0.0.1', done))(Number(options.port));
issuer = `http://127.0.0.1:${server.address().port}`;
build();
console.log(JSON.stringify({ issuer, port: server.address().port }));

process.stdin.on('end', () => process.exit(0)).resume();
