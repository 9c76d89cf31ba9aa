// @modelcontextprotocol/sdk 1: node client-sdk-v1.mjs --url URL [--client-id ID [--client-secret SECRET] | --client-metadata-url URL] [--sign-in-only]
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Account, main, signInAndWalk } from './signin.mjs';

// On 403 this line of the SDK refreshes whenever it has a refresh token, with the old scope, and then gives up
// ("Server returned 403 after trying upscoping"). A program that wants to step up hides the refresh token meanwhile.
class SteppingUp extends Account {
  tokens() {
    const tokens = super.tokens();
    if (tokens && this.refusals.at(-1)?.status === 403) {
      const { refresh_token, ...rest } = tokens;
      return rest;
    }
    return tokens;
  }
}

await main(() =>
  signInAndWalk(
    { Client, StreamableHTTPClientTransport, UnauthorizedError },
    {
      account: (redirectUri, known) => new SteppingUp(redirectUri, known),
      finish: (transport, parameters) => transport.finishAuth(parameters.get('code')),
    },
  ),
);
