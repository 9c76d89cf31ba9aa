// The official conformance suite's authorization-server scenarios, with a person who signs in:
//
//   node conformance-as.mjs --url ISSUER --client-id=ID --port PORT [--resource URL]
//
// The client has http://127.0.0.1:PORT/callback as a redirect URI. Prints as one JSON line what each check said: a
// scenario that was skipped counts as nothing to the suite, so whoever reads this has to look.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { browse } from './browser.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    'client-id': { type: 'string' },
    port: { type: 'string' },
    resource: { type: 'string' },
  },
});

const results = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-conformance-'));
try {
  const program = path.join(import.meta.dirname, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
  const line = [program, 'authorization', '--url', options.url, `--client-id=${options['client-id']}`];
  line.push('-p', options.port, '--output-dir', results);
  if (options.resource) {
    line.push('--resource', options.resource);
  }
  const suite = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(suite, 'close');
  for await (const said of createInterface({ input: suite.stdout })) {
    const link = said.trim();
    if (/^https?:\S+code_challenge=\S+$/.test(link)) {
      await browse(link);
    }
  }
  await closed;
  const scenarios = {};
  for (const directory of fs.readdirSync(results)) {
    const name = directory.replace(/^authorization-server-/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '');
    scenarios[name] = JSON.parse(fs.readFileSync(path.join(results, directory, 'checks.json'), 'utf8')).map(
      ({ id, status, errorMessage }) => `${id}: ${status}${errorMessage ? ` ${errorMessage}` : ''}`,
    );
  }
  console.log(JSON.stringify(scenarios));
} finally {
  fs.rmSync(results, { recursive: true, force: true });
}
