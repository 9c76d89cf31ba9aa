// An emulation of an Auth0 tenant on npm's oidc-provider, after Auth0's documentation: its paths, its issuer with a slash at
// the end, its `audience` parameter, its token dialects and `permissions`. The engine is a strict, certified OpenID
// provider; the dialect is our reading of the documentation and was never compared with the live service.
//
//   node auth0-shaped.mjs [--port N] [--dialect access_token|access_token_authz|rfc9068_profile|rfc9068_profile_authz]
//                         [--no-compatibility-profile]
//
// Without the resource parameter compatibility profile it ignores `resource`, as tenants do where it is not switched on.
// A sign-in without any audience yields an encrypted token for /userinfo. It has no Management API and no organizations.
import crypto from 'node:crypto';
import { parseArgs } from 'node:util';
import { errors } from 'oidc-provider';
import { ACCOUNTS, SCOPES, lifetimes, nativeClient, readBody, rewriteForm, serve } from './issuer.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    dialect: { type: 'string', default: 'rfc9068_profile_authz' },
    'no-compatibility-profile': { type: 'boolean', default: false },
  },
});

const USERINFO_KEY = crypto.randomBytes(32);
const username = (subject) => subject?.replace('auth0|', '');

/** The claims of an access token in the tenant's dialect. */
function translate(issuer, { entities }, jwt) {
  const { jti, client_id: client, ...claims } = jwt.payload;
  // oidc-provider keeps the scopes of a resource apart from those of the sign-in; Auth0 does not.
  const { scopes: signIn } = entities.AuthorizationCode ?? entities.RefreshToken;
  const scopes = [...signIn].filter((scope) => !SCOPES.includes(scope)).concat(claims.scope ?? []);
  const rfc9068 = options.dialect.startsWith('rfc9068_profile');
  jwt.header = { typ: rfc9068 ? 'at+jwt' : 'JWT' };
  jwt.payload = {
    ...claims,
    scope: scopes.join(' '),
    aud: scopes.includes('openid') ? [claims.aud, `${issuer}userinfo`] : claims.aud,
    ...(rfc9068 ? { jti, client_id: client } : { azp: client }),
    // All that is assigned, whatever the client asked for.
    ...(options.dialect.endsWith('_authz') && { permissions: ACCOUNTS[username(claims.sub)].scopes }),
  };
}

const configuration = (issuer) => ({
  scopes: ['openid', 'offline_access', 'profile', 'email', ...SCOPES],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  clients: [
    nativeClient('it-client'),
    // A client of the same tenant, with tokens of two seconds.
    nativeClient('hasty-client'),
  ],
  clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none' },
  rotateRefreshToken: true,
  ttl: { ...lifetimes(300), AccessToken: (ctx, token, { clientId }) => (clientId === 'hasty-client' ? 2 : 300) },
  findAccount: (ctx, id) =>
    ACCOUNTS[username(id)] && {
      accountId: id,
      claims: () => ({ sub: id, name: ACCOUNTS[username(id)].name, email: `${username(id)}@example.com`, email_verified: true }),
    },
  formats: { customizers: { jwt: (ctx, token, jwt) => translate(issuer, ctx.oidc, jwt) } },
  routes: {
    authorization: '/authorize',
    token: '/oauth/token',
    registration: '/oidc/register',
    revocation: '/oauth/revoke',
    jwks: '/.well-known/jwks.json',
    userinfo: '/userinfo',
  },
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, client, oneOf) => oneOf ?? `${issuer}userinfo`,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => {
        const ours = /^http:\/\/localhost:\d+\/mcp$/.test(resource);
        if (!ours && resource !== `${issuer}userinfo`) {
          throw new errors.InvalidTarget();
        }
        return {
          scope: ours ? SCOPES.join(' ') : '',
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: {
            sign: { alg: 'RS256' },
            ...(!ours && { encrypt: { alg: 'dir', enc: 'A256GCM', key: USERINFO_KEY } }),
          },
        };
      },
    },
  },
});

/** What counts as the audience: `audience`, or else `resource`, where the profile is on. */
function settleAudience(parameters) {
  const audience = parameters.get('audience');
  if (audience || options['no-compatibility-profile']) {
    parameters.delete('resource');
  }
  if (audience) {
    parameters.set('resource', audience);
  }
  parameters.delete('audience');
}

await serve({
  port: options.port,
  issuer: (origin) => `${origin}/`,
  subject: (name) => `auth0|${name}`,
  configuration,
  async intercept(request, response, { url, path }) {
    if (path === '/authorize' && request.method === 'GET') {
      settleAudience(url.searchParams);
      request.url = url.pathname + url.search;
    } else if (path === '/oauth/token' && request.method === 'POST') {
      // What was granted counts here.
      await rewriteForm(request, (form) => ['resource', 'audience'].forEach((name) => form.delete(name)));
    } else if (path === '/oidc/register' && request.method === 'POST') {
      // A registration's scope is advisory.
      const { scope, ...metadata } = JSON.parse(await readBody(request));
      request.body = metadata;
    }
    return false;
  },
});
