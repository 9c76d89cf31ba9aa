// @modelcontextprotocol/client 2: node client-sdk-v2.mjs --url URL [--dpop] [--client-id ID | --client-metadata-url URL] [--sign-in-only]
import { Client, DpopSession, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { Account, main, options, redirectListener, walk } from './signin.mjs';

await main(async () => {
  const redirect = await redirectListener();
  const account = new Account(redirect.uri, {
    clientId: options['client-id'],
    clientMetadataUrl: options['client-metadata-url'],
    dpop: options.dpop ? await DpopSession.create() : undefined,
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
    await transport.finishAuth(redirect.take());
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
      await transport.finishAuth(redirect.take());
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
