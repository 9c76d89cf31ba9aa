// An emulation of Google's authorization server on npm's oidc-provider, after Google's documentation: its paths, opaque
// tokens that begin with `ya29.`, /tokeninfo, refresh tokens only with `access_type=offline` and never rotated, scopes that
// come back as URLs, no registration and no `resource`. The engine is a strict, certified OpenID provider; what is Google's
// is our reading of the documentation and was never compared with the live service.
//
//   node google-shaped.mjs [--port N]
//
// Clients: `ours` and `theirs`, two applications with a secret each, and `hasty`, ours as well, with tokens of two seconds;
// all three end in `.apps.googleusercontent.com`. Alice and bob are of the Workspace domain example.com, carol is nobody's.
// It has no consent that leaves scopes out, no quota and no Cloud Identity.
import { parseArgs } from 'node:util';
import { ACCOUNTS, json, lifetimes, nativeClient, readBody, rewriteForm, serve } from './issuer.mjs';

const { values: options } = parseArgs({ options: { port: { type: 'string', default: '0' } } });

const PREFIX = 'ya29.';
const SUBJECTS = { alice: '100000000000000000001', bob: '100000000000000000002', carol: '100000000000000000003' };
const usernameOf = (subject) => Object.keys(SUBJECTS).find((name) => SUBJECTS[name] === subject);
const emailOf = (name) => (name === 'carol' ? 'carol@gmail.com' : `${name}@example.com`);
const ALIASES = {
  email: 'https://www.googleapis.com/auth/userinfo.email',
  profile: 'https://www.googleapis.com/auth/userinfo.profile',
};
const fullNames = (scope) => scope.split(' ').map((name) => ALIASES[name] ?? name).join(' ');

// The challenges of the sign-ins with `access_type=offline`: their codes are good for a refresh token.
const offline = new Set();

const claimsOf = (subject) => {
  const name = usernameOf(subject);
  return {
    sub: subject,
    name: ACCOUNTS[name].name,
    email: emailOf(name),
    email_verified: true,
    ...(name !== 'carol' && { hd: 'example.com' }),
  };
};

const client = (name) =>
  nativeClient(`${name}.apps.googleusercontent.com`, {
    client_secret: `${name}-secret`,
    token_endpoint_auth_method: 'client_secret_post',
  });

const configuration = () => ({
  scopes: ['openid'],
  claims: { openid: ['sub', 'hd'], email: ['email', 'email_verified'], profile: ['name'] },
  clients: ['ours', 'theirs', 'hasty'].map(client),
  rotateRefreshToken: false,
  issueRefreshToken: (ctx, client, code) => offline.has(code.codeChallenge),
  ttl: {
    ...lifetimes(3599),
    AccessToken: (ctx, token, client) => (client.clientId.startsWith('hasty') ? 2 : 3599),
  },
  conformIdTokenClaims: false,
  findAccount: (ctx, id) => usernameOf(id) && { accountId: id, claims: () => claimsOf(id) },
  routes: {
    authorization: '/o/oauth2/v2/auth',
    token: '/token',
    revocation: '/revoke',
    jwks: '/oauth2/v3/certs',
    userinfo: '/v1/userinfo',
  },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    resourceIndicators: { enabled: false },
  },
});

/** The answers of the token endpoint and the metadata in Google's words. */
function prepare(provider) {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token' && ctx.body?.access_token) {
      const { access_token: token, refresh_token: refresh, scope, ...rest } = ctx.body;
      ctx.body = {
        access_token: PREFIX + token,
        ...rest,
        scope: fullNames(scope),
        ...(refresh && ctx.req.body.grant_type === 'authorization_code' && { refresh_token: refresh }),
      };
    } else if (ctx.path === '/.well-known/openid-configuration' && ctx.body) {
      ctx.body = { ...ctx.body, token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'] };
    }
  });
}

const withoutPrefix = (token) => (token?.startsWith(PREFIX) ? token.slice(PREFIX.length) : '');

async function tokeninfo(provider, response, token) {
  const found = await provider.AccessToken.find(withoutPrefix(token));
  if (!found?.isValid) {
    return json(response, 400, { error: 'invalid_token', error_description: 'Invalid Value' });
  }
  const { sub, email } = claimsOf(found.accountId);
  return json(response, 200, {
    azp: found.clientId,
    aud: found.clientId,
    sub,
    scope: fullNames(found.scope),
    exp: String(found.exp),
    expires_in: String(found.remainingTTL),
    ...(found.scopes.has('email') && { email, email_verified: 'true' }),
    access_type: 'online',
  });
}

await serve({
  port: options.port,
  subject: (name) => SUBJECTS[name],
  configuration,
  prepare,
  async intercept(request, response, { url, path, provider }) {
    if (path === '/.well-known/oauth-authorization-server') {
      response.writeHead(404).end();
      return true;
    }
    if (path === '/tokeninfo') {
      await tokeninfo(provider, response, url.searchParams.get('access_token'));
      return true;
    }
    if (path === '/o/oauth2/v2/auth' && request.method === 'GET') {
      const parameters = url.searchParams;
      if (parameters.get('scope')?.split(' ').includes('offline_access')) {
        response.writeHead(400, { 'Content-Type': 'text/plain' }).end('Error 400: invalid_scope');
        return true;
      }
      if (parameters.get('access_type') === 'offline') {
        offline.add(parameters.get('code_challenge'));
      }
      ['access_type', 'resource'].forEach((name) => parameters.delete(name));
      request.url = url.pathname + url.search;
    } else if (path === '/token' && request.method === 'POST') {
      await rewriteForm(request, (form) => {
        form.delete('resource');
        const [scheme, value] = (request.headers.authorization ?? '').split(' ');
        if (scheme === 'Basic') {
          // Google takes a client's secret either way.
          const [id, secret] = Buffer.from(value, 'base64').toString().split(':').map(decodeURIComponent);
          form.set('client_id', id);
          form.set('client_secret', secret);
          delete request.headers.authorization;
        }
      });
    } else if (path === '/revoke' && request.method === 'POST') {
      // Google asks for no client at this endpoint: whoever has a token may revoke it.
      const token = url.searchParams.get('token') ?? new URLSearchParams(await readBody(request)).get('token');
      const found =
        (await provider.AccessToken.find(withoutPrefix(token))) ?? (await provider.RefreshToken.find(token ?? ''));
      await found?.destroy();
      json(response, found ? 200 : 400, found ? {} : { error: 'invalid_token' });
      return true;
    } else if (path === '/v1/userinfo') {
      request.headers.authorization = request.headers.authorization?.replace(`Bearer ${PREFIX}`, 'Bearer ');
    }
    return false;
  },
});
