// Tokens for checks over plain HTTP, by the authorization code grant with PKCE and the headless browser:
//
//   node token.mjs --issuer URL --client-id=ID --scope SCOPE [--client-secret SECRET] [--resource URL] [--dpop]
//                  [--parameter NAME=VALUE]… [--metadata URL] [--code-only]
//
// With --code-only nothing is redeemed: prints the code, its verifier and its redirect URI. Each --parameter goes along to
// the authorization endpoint. The account comes from IT_USERNAME, as for browser.mjs. Prints the token response as one JSON
// line; with --dpop the private key of the binding comes with it, as `dpop_jwk`.
import crypto from 'node:crypto';
import { parseArgs } from 'node:util';
import { browse } from './browser.mjs';

const { values: options } = parseArgs({
  options: {
    issuer: { type: 'string' },
    metadata: { type: 'string' },
    'client-id': { type: 'string' },
    'client-secret': { type: 'string' },
    parameter: { type: 'string', multiple: true, default: [] },
    scope: { type: 'string' },
    resource: { type: 'string' },
    dpop: { type: 'boolean', default: false },
    'code-only': { type: 'boolean', default: false },
  },
});

const known = options.metadata ?? `${options.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
const metadata = await (await fetch(known)).json();
const redirectUri = 'http://127.0.0.1/callback';
const verifier = crypto.randomBytes(32).toString('base64url');

const request = new URL(metadata.authorization_endpoint);
request.search = new URLSearchParams({
  response_type: 'code',
  client_id: options['client-id'],
  redirect_uri: redirectUri,
  scope: options.scope,
  state: crypto.randomUUID(),
  code_challenge: crypto.createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  ...(options.scope.split(' ').includes('offline_access') && { prompt: 'consent' }),
  ...(options.resource && { resource: options.resource }),
  ...Object.fromEntries(options.parameter.map((pair) => pair.split(/=(.*)/s, 2))),
});
const { url } = await browse(request, { stopAt: redirectUri });
const code = url.searchParams.get('code');
if (!code) {
  throw new Error(`no code: ${url.searchParams.get('error')} ${url.searchParams.get('error_description')}`);
}

if (options['code-only']) {
  console.log(JSON.stringify({ code, code_verifier: verifier, redirect_uri: redirectUri }));
  process.exit(0);
}

const keys = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A DPoP proof (RFC 9449 section 4.2) for the token endpoint. */
function proof() {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: keys.publicKey.export({ format: 'jwk' }) };
  const claims = {
    jti: crypto.randomUUID(),
    htm: 'POST',
    htu: metadata.token_endpoint,
    iat: Math.floor(Date.now() / 1000),
  };
  const input = `${base64url(header)}.${base64url(claims)}`;
  const signature = crypto.sign('sha256', Buffer.from(input), { key: keys.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

const response = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { Accept: 'application/json', ...(options.dpop && { DPoP: proof() }) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: options['client-id'],
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
      ...(options['client-secret'] && { client_secret: options['client-secret'] }),
      ...(options.resource && { resource: options.resource }),
    }),
  });
const answer = await response.json();
if (!response.ok || answer.error) {
  throw new Error(`token endpoint: ${response.status} ${answer.error} ${answer.error_description ?? ''}`);
}
console.log(JSON.stringify({ ...answer, ...(options.dpop && { dpop_jwk: keys.privateKey.export({ format: 'jwk' }) }) }));
