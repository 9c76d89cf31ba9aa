// A reverse proxy on loopback for programs that cannot send a token: adds one to every request and changes nothing else.
//
//   IT_TOKEN=… node token-proxy.mjs --port N --to PORT
//
// Prints {"port":N} when it accepts requests, and ends when its standard input does.
import http from 'node:http';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { port: { type: 'string' }, to: { type: 'string' } } });

const server = http.createServer((request, response) => {
  const headers = [...request.rawHeaders, 'Authorization', `Bearer ${process.env.IT_TOKEN}`];
  const onward = http.request(
    { host: 'localhost', port: options.to, method: request.method, path: request.url, headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      response.flushHeaders();
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
});
server.listen(Number(options.port), 'localhost', () => console.log(JSON.stringify({ port: server.address().port })));

process.stdin.on('end', () => process.exit(0)).resume();
