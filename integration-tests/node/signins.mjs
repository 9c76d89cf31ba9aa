// What the drivers of finished programs share: a private home, the headless browser, and what it was asked to open.
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { check, options, outliveTokens } from './signin.mjs';

/** A fresh home directory with the environment that makes a program use the headless browser. */
export function privateHome() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-it-'));
  const log = path.join(home, 'browser.log');
  fs.writeFileSync(log, '');
  return {
    path: home,
    env: {
      ...process.env,
      HOME: home,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
      BROWSER: path.join(import.meta.dirname, 'browser.mjs'),
      IT_BROWSER_LOG: log,
    },
    /** What each sign-in so far asked the authorization server for. */
    signIns: () =>
      fs
        .readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    remove: () => fs.rmSync(home, { recursive: true, force: true }),
  };
}

/** A loopback port that was free a moment ago, for programs that must be told theirs. */
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Holds what a finished program asked for against the walk: one sign-in for the first tool, one more for each tool
 * that needs more scope, and each of these asks for what was there before as well. `said` answers the program's last
 * words on its standard error, which tell why it had a person sign in.
 */
export async function walkFinishedProgram(home, { listTools, callTool, said = () => '' }, signInOnly) {
  const tools = await listTools();
  check(home.signIns().length === 1, `one sign-in expected, not ${home.signIns().length}`);
  const within = async (tool) => {
    const answer = await callTool(tool, {});
    check(
      home.signIns().length === 1,
      `${tool}, within the first scope, asked for a sign-in: ${JSON.stringify(home.signIns())}\n${said()}`,
    );
    return answer;
  };
  const whoami = await within('whoami');
  await within('list_notes');
  await outliveTokens(() => within('whoami'));
  if (!signInOnly) {
    await callTool('add_note', { text: 'written by the integration test' });
    check(home.signIns().length === 2, `stepping up for add_note took ${home.signIns().length - 1} sign-ins`);
    await callTool('purge_notes', {});
    check(home.signIns().length === 3, `stepping up for purge_notes took ${home.signIns().length - 2} sign-ins`);
  }
  const steps = options.scope.slice(0, home.signIns().length).map((step) => step.split(' '));
  steps.forEach((_, round) => {
    const asked = home.signIns()[round].scope.split(' ');
    steps.forEach((scopes, step) =>
      scopes.forEach((scope) => check(asked.includes(scope) === step <= round, `sign-in ${round + 1} asked for ${asked}`)),
    );
  });
  return { tools: tools.sort(), whoami, scopes: home.signIns().map((signIn) => signIn.scope) };
}
