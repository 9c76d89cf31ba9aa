// npm's `emulate`, a second opinion on how GitHub and Google sign people in: starts both, signs octocat in at each with the
// headless browser, and prints one JSON line with their URLs, token responses and what each answers to a made-up token.
// Ends when its standard input does.
//
// It has the happy path alone. Neither /applications/{client_id}/token of GitHub nor Google's /tokeninfo is there, and any
// bearer is somebody at /user: nothing in it can tell for whom a token was issued.
import crypto from 'node:crypto';
import { createEmulator } from 'emulate';
import { browse } from './browser.mjs';

const REDIRECT_URI = 'http://127.0.0.1/callback';
const users = [{ login: 'octocat', name: 'Octo Cat', email: 'octocat@example.com' }];

const github = await createEmulator({
  service: 'github',
  port: 0,
  seed: {
    github: {
      users,
      oauth_apps: [{ client_id: 'Ov23liEmulated', client_secret: 'secret', name: 'it', redirect_uris: [REDIRECT_URI] }],
    },
  },
});
const google = await createEmulator({
  service: 'google',
  port: 0,
  seed: {
    google: {
      users,
      oauth_clients: [
        { client_id: 'it.apps.googleusercontent.com', client_secret: 'secret', name: 'it', redirect_uris: [REDIRECT_URI] },
      ],
    },
  },
});

/** The authorization code grant with PKCE, as every MCP client does it. */
async function signIn(authorize, token, clientId, scope) {
  const verifier = crypto.randomBytes(32).toString('base64url');
  const request = new URL(authorize);
  request.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope,
    state: 's',
    code_challenge: crypto.createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { url } = await browse(request, { stopAt: REDIRECT_URI });
  const response = await fetch(token, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: 'secret',
      redirect_uri: REDIRECT_URI,
      code: url.searchParams.get('code'),
      code_verifier: verifier,
    }),
  });
  return response.json();
}

const status = async (url, init) => (await fetch(url, init)).status;
const metadata = await (await fetch(`${google.url}/.well-known/openid-configuration`)).json();
const made = { headers: { Authorization: 'Bearer made-up' } };
console.log(
  JSON.stringify({
    github: {
      url: github.url,
      tokens: await signIn(
        `${github.url}/login/oauth/authorize`,
        `${github.url}/login/oauth/access_token`,
        'Ov23liEmulated',
        'read:user gist',
      ),
      madeUp: await status(`${github.url}/user`, made),
    },
    google: {
      url: google.url,
      metadata,
      tokens: await signIn(
        metadata.authorization_endpoint,
        metadata.token_endpoint,
        'it.apps.googleusercontent.com',
        'openid email profile',
      ),
      madeUp: await status(metadata.userinfo_endpoint, made),
    },
  }),
);

process.stdin.on('end', () => process.exit(0)).resume();
