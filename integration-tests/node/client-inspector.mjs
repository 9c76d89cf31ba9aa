// The inspector's command line: node client-inspector.mjs --url URL [--client-id ID [--client-secret SECRET] | --client-metadata-url URL]
// [--sign-in-only]
//
// One process a call, with the sign-in kept in the home directory between them. Left alone it asks at once for every
// scope of the resource metadata, whatever the 401 said; its settings name a narrower one here, or there would be
// nothing to step up to. On 403 it steps up by itself, after a question on standard input that is answered with yes
// here. But it calls only what was listed: a tool that the server hides from this caller it calls never, and a person
// has to sign in again with more scope.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { check, main, options } from './signin.mjs';
import { freePort, privateHome, walkFinishedProgram } from './signins.mjs';

const PROGRAM = path.join(
  import.meta.dirname,
  'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);

const NOT_LISTED = /Tool '\w+' not found on server/;
const WIDER_SCOPES = { add_note: options.scope.slice(0, 2).join(' '), purge_notes: options.scope.join(' ') };

await main(async () => {
  const home = privateHome();
  const config = path.join(home.path, 'servers.json');
  const oauth = options['client-id'] ? { clientId: options['client-id'], clientSecret: options['client-secret'] } : {};
  const settleFor = (scopes) => {
    const server = { type: 'streamable-http', url: options.url, oauth: { ...oauth, scopes } };
    fs.writeFileSync(config, JSON.stringify({ mcpServers: { it: server } }));
  };
  settleFor(options.scope[0]);
  const line = [PROGRAM, '--cli', '--config', config, '--server', 'it', '--format', 'json'];
  line.push('--callback-url', `http://127.0.0.1:${await freePort()}/oauth/callback`);
  if (options['client-metadata-url']) {
    line.push('--client-metadata-url', options['client-metadata-url']);
  }

  let said = '';
  const run = async (...args) => {
    const child = spawn(process.execPath, [...line, ...args], {
      env: { ...home.env, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' },
      cwd: home.path,
      stdio: 'pipe',
    });
    child.stdin.end('y\n');
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    said = err.replace(/(code|state|code_challenge)=[^&\s]*/g, '$1=…');
    return { code, out, message: said };
  };
  const inspector = async (...args) => {
    const { code, out, message } = await run(...args);
    check(code === 0, `inspector ${args.join(' ')} ended with ${code}: ${message}`);
    return JSON.parse(out).result;
  };
  const stepUps = {};
  const callTool = async (name, args) => {
    const call = ['--method', 'tools/call', '--tool-name', name];
    call.push(...Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${value}`]));
    const before = home.signIns().length;
    let { code, out, message } = await run(...call);
    if (WIDER_SCOPES[name] && NOT_LISTED.test(message)) {
      settleFor(WIDER_SCOPES[name]);
      ({ code, out, message } = await run(...call, '--relogin', '--no-revoke'));
      stepUps[name] = 'by signing in again';
    } else if (home.signIns().length > before) {
      stepUps[name] = 'by itself';
    }
    check(code === 0, `inspector ${call.join(' ')} ended with ${code}: ${message}\n${out}`);
    const { content, isError } = JSON.parse(out).result;
    const answer = content.map((part) => part.text).join('');
    check(!isError, `${name} failed: ${answer}`);
    return answer;
  };

  try {
    const seen = await walkFinishedProgram(
      home,
      {
        listTools: async () => (await inspector('--method', 'tools/list')).tools.map((tool) => tool.name),
        callTool,
        said: () => said,
      },
      options['sign-in-only'],
    );
    return { ...seen, stepUps };
  } finally {
    home.remove();
  }
});
