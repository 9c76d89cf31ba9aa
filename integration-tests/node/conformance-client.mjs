// One client scenario of the official conformance suite, in a process of its own:
//
//   node conformance-client.mjs --scenario auth/NAME --spec-version REVISION --command PROGRAM [--force]
//
// Prints as one JSON line what each check said, how the suite ended, and how the program under test did. The suite takes no
// notice of the program's exit code where it expects a refusal, and ends well where it skips: whoever reads this looks.
// Without a scenario it prints the names of all of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string' },
    'spec-version': { type: 'string' },
    command: { type: 'string' },
    force: { type: 'boolean', default: false },
  },
});

const program = path.join(import.meta.dirname, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');

async function suite(...line) {
  const running = spawn(process.execPath, [program, ...line], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [exit]] = await Promise.all([text(running.stdout), text(running.stderr), once(running, 'close')]);
  return { out, err, exit };
}

async function list() {
  const { out } = await suite('list', '--client');
  return [...out.matchAll(/^\s+- (\S+)/gm)].map(([, name]) => name);
}

async function run(results) {
  const line = ['client', '--scenario', options.scenario, '--spec-version', options['spec-version']];
  line.push('--command', options.command, '--timeout', '60000', '--output-dir', results);
  if (options.force) {
    line.push('--force');
  }
  const { err, exit } = await suite(...line);
  const files = Object.fromEntries(
    fs
      .readdirSync(results, { recursive: true })
      .filter((file) => fs.statSync(path.join(results, file)).isFile())
      .map((file) => [path.basename(file), fs.readFileSync(path.join(results, file), 'utf8')]),
  );
  return {
    suite: exit,
    passed: err.includes('OVERALL: PASSED'),
    // Says nothing of a program that ended with 0.
    program: Number(/^Client exited with code (-?\d+)$/m.exec(err)?.[1] ?? 0),
    timedOut: /CLIENT TIMED OUT/.test(err),
    said: `${files['stdout.txt'] ?? ''}${files['stderr.txt'] ?? ''}`,
    checks: JSON.parse(files['checks.json'] ?? '[]').map(
      ({ id, status, description, errorMessage }) =>
        `${status} ${id}${status === 'SUCCESS' || status === 'INFO' ? '' : `: ${errorMessage ?? description}`}`,
    ),
  };
}

if (options.scenario) {
  const results = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-conformance-'));
  try {
    console.log(JSON.stringify(await run(results)));
  } finally {
    fs.rmSync(results, { recursive: true, force: true });
  }
} else {
  console.log(JSON.stringify({ scenarios: await list() }));
}
