// mcp-remote: node client-mcp-remote.mjs --url URL [--client-id ID [--client-secret SECRET] | --client-metadata-url URL] [--sign-in-only]
//
// Speaks JSON-RPC to its standard input, as a desktop program does that knows local servers only. It exits 0 after a
// failure as well, so only the answers count.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { check, main, options } from './signin.mjs';
import { freePort, privateHome, walkFinishedProgram } from './signins.mjs';

const PROGRAM = path.join(import.meta.dirname, 'node_modules/mcp-remote/dist/proxy.js');

async function commandLine() {
  const line = [PROGRAM, options.url, String(await freePort()), '--transport', 'http-only', '--allow-http'];
  if (options['client-id']) {
    line.push('--static-oauth-client-info', JSON.stringify({ client_id: options['client-id'], client_secret: options['client-secret'] }));
  }
  if (options['client-metadata-url']) {
    line.push('--client-metadata-url', options['client-metadata-url']);
  }
  return line;
}

await main(async () => {
  const home = privateHome();
  const child = spawn(process.execPath, await commandLine(), {
    env: { ...home.env, MCP_REMOTE_CONFIG_DIR: path.join(home.path, 'mcp-remote') },
    cwd: home.path,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (data) => (log += data));
  const waiting = new Map();
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.resolve(message);
    waiting.delete(message.id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`mcp-remote ended (${code})`));
    }
  });
  let id = 0;
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = async (method, params) => {
    id += 1;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    send({ id, method, params });
    const message = await answer;
    check(!message.error, `${method} ${params?.name ?? ''}: ${JSON.stringify(message.error)}`);
    return message.result;
  };

  try {
    await request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'it', version: '1' },
    });
    send({ method: 'notifications/initialized' });
    return await walkFinishedProgram(
      home,
      {
        listTools: async () => (await request('tools/list', {})).tools.map((tool) => tool.name),
        callTool: async (name, args) => {
          const result = await request('tools/call', { name, arguments: args });
          const text = result.content.map((part) => part.text).join('');
          check(!result.isError, `${name} failed: ${text}`);
          return text;
        },
      },
      options['sign-in-only'],
    );
  } catch (error) {
    console.error(log.replace(/(code|state|code_challenge)=[^&\s]*/g, '$1=…'));
    throw error;
  } finally {
    child.removeAllListeners('exit');
    child.kill();
    home.remove();
  }
});
