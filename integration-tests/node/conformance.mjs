// The official conformance suite's server scenarios:  node conformance.mjs --url URL
//
// Prints as one JSON line what each check of each scenario said. The suite's own exit code says whether all passed,
// which is not the question here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { url: { type: 'string' } } });

const results = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-conformance-'));
try {
  const program = path.join(import.meta.dirname, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
  const suite = spawn(
    process.execPath,
    [program, 'server', '--url', options.url, '--suite', 'all', '--timeout', '15000', '--output-dir', results],
    { stdio: 'ignore' },
  );
  await once(suite, 'close');
  const scenarios = {};
  for (const directory of fs.readdirSync(results)) {
    const name = directory.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '');
    const file = path.join(results, directory, 'checks.json');
    // A scenario that gave up in the middle, as some do on a server of an earlier revision, leaves no checks.
    scenarios[name] = fs.existsSync(file)
      ? JSON.parse(fs.readFileSync(file, 'utf8'))
          .map(({ id, status }) => `${id}: ${status}`)
          .sort()
      : ['gave up'];
  }
  console.log(JSON.stringify(scenarios));
} finally {
  fs.rmSync(results, { recursive: true, force: true });
}
