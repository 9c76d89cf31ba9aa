// @modelcontextprotocol/client 2: node client-sdk-v2.mjs --url URL [--dpop] [--client-id ID [--client-secret SECRET] | --client-metadata-url URL] [--sign-in-only]
import { Client, DpopSession, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { Account, main, options, signInAndWalk } from './signin.mjs';

await main(async () => {
  const dpop = options.dpop ? await DpopSession.create() : undefined;
  return signInAndWalk(
    { Client, StreamableHTTPClientTransport, UnauthorizedError },
    {
      account: (redirectUri, known) => new Account(redirectUri, { ...known, dpop }),
      finish: (transport, parameters) => transport.finishAuth(parameters),
    },
  );
});
