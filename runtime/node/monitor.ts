import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ListenError } from './sockets.ts';
import { reasonOf } from './system.ts';

/** What a node says of itself when it is asked over HTTP. */
export interface Report {
  /** In the text format of Prometheus. */
  readonly metrics: () => string;
  /** Why it is not ready; null when it is. */
  readonly unready: () => string | null;
}

/** Requests at once, of whoever they are. */
const mostConnections = 32;
/** How long a request may take to come in, in milliseconds. */
const patience = 5_000;

/** Answers `/metrics`, `/healthz` and `/readyz`, and nothing else. */
export class Monitor {
  readonly #server: Server;

  constructor(report: Report) {
    this.#server = createServer({ requestTimeout: patience, headersTimeout: patience, keepAliveTimeout: patience, maxHeaderSize: 8192 }, (request, response) => answer(report, request, response));
    this.#server.maxConnections = mostConnections;
  }

  /** Begins to listen; gives the port, which was chosen where 0 is given. */
  async start(host: string, port: number): Promise<number> {
    await new Promise<void>((settle, refuse) => {
      this.#server.once('error', (failure) => refuse(new ListenError(`cannot listen on ${host}:${port}: ${reasonOf(failure)}`, { cause: failure })));
      this.#server.listen(port, host, settle);
    });
    // Nobody who asks should keep the process from ending.
    this.#server.unref();
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function answer(report: Report, { method, url }: IncomingMessage, response: ServerResponse): void {
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, 'only GET\n');
  const [path] = (url ?? '').split('?', 1);
  const unready = report.unready();
  switch (path) {
    case '/metrics':
      return send(response, 200, report.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
    case '/healthz':
      return send(response, 200, 'ok\n');
    case '/readyz':
      return send(response, unready === null ? 200 : 503, `${unready ?? 'ready'}\n`);
    default:
      send(response, 404, 'there are /metrics, /healthz and /readyz\n');
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(body);
}
