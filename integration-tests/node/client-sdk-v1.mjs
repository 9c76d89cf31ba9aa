// @modelcontextprotocol/sdk 1: node client-sdk-v1.mjs --url URL [--client-id ID | --client-metadata-url URL] [--sign-in-only]
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Account, main, options, redirectListener, walk } from './signin.mjs';

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

await main(async () => {
  const redirect = await redirectListener();
  const account = new SteppingUp(redirect.uri, {
    clientId: options['client-id'],
    clientMetadataUrl: options['client-metadata-url'],
  });
  const newTransport = () =>
    new StreamableHTTPClientTransport(new URL(options.url), {
      authProvider: account,
      fetch: account.recordingFetch(options.url),
    });

  let client = new Client({ name: 'it', version: '1' });
  let transport = newTransport();
  try {
    await client.connect(transport);
    throw new Error('connected without a sign-in');
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) {
      throw error;
    }
    await transport.finishAuth(redirect.take().get('code'));
    client = new Client({ name: 'it', version: '1' });
    transport = newTransport();
    await client.connect(transport);
  }

  const signingIn = async (request) => {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) {
        throw error;
      }
      await transport.finishAuth(redirect.take().get('code'));
      return request();
    }
  };
  const seen = await walk(account, {
    listTools: () => signingIn(() => client.listTools()),
    callTool: (name, args) => signingIn(() => client.callTool({ name, arguments: args })),
  });
  await client.close();
  redirect.close();
  return { ...seen, tokenType: account.tokens().token_type, clientId: account.clientInformation().client_id };
});
