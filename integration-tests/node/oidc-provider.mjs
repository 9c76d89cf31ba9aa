// A strict OpenID provider for the integration tests: npm's oidc-provider with our accounts, scopes and sign-in pages.
//
//   node oidc-provider.mjs [--port N] [--format jwt|opaque] [--alg RS256|ES256] [--ttl SECONDS] [--dpop-nonce]
import crypto from 'node:crypto';
import { parseArgs } from 'node:util';
import { errors } from 'oidc-provider';
import { ACCOUNTS, SCOPES, lifetimes, nativeClient, readBody, serve } from './issuer.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    format: { type: 'string', default: 'jwt' },
    alg: { type: 'string', default: 'RS256' },
    ttl: { type: 'string', default: '300' },
    'dpop-nonce': { type: 'boolean', default: false },
  },
});

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

const configuration = () => ({
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
    nativeClient('it-client'),
    // A job that nobody watches.
    {
      client_id: 'it-job',
      client_secret: 'it-job-secret-that-is-long-enough',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none' },
  rotateRefreshToken: true,
  ttl: lifetimes(Number(options.ttl)),
  fetch: (url) =>
    Promise.resolve(
      String(url) === METADATA_DOCUMENT_URL ? Response.json(METADATA_DOCUMENT) : new Response(null, { status: 404 }),
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
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    clientCredentials: { enabled: true },
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
});

await serve({
  port: options.port,
  configuration,
  async intercept(request, response, { path }) {
    if (path === '/reg' && request.method === 'POST') {
      // The scope of a registration is what a client happens to know that day, not a ceiling (RFC 7591 section 2:
      // the server may replace it). Kept, it would answer every later step-up with invalid_scope.
      const { scope, ...metadata } = JSON.parse(await readBody(request));
      request.body = metadata;
    }
    return false;
  },
});
