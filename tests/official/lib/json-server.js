// A server on this machine that takes and answers JSON: what customer systems are played on.
import { once } from "node:events";
import { createServer } from "node:http";

export class JsonServer {
  #server;
  /** What was asked, in order: `GET /path`. */
  asked = [];

  /** `answer({ method, path, query, headers, body })` is `[status, value, headers]`. */
  static async open(answer) {
    const running = new JsonServer();
    running.#server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const { pathname, searchParams } = new URL(request.url, "http://here");
      const { method, headers } = request;
      running.asked.push(`${method} ${pathname}`);
      const body = Buffer.concat(parts).toString();
      const call = { method, path: decodeURI(pathname), query: searchParams, headers, body };
      const [status, value, more = {}] = answer(call);
      response.writeHead(status, { "content-type": "application/json;charset=UTF-8", ...more });
      response.end(value === undefined ? "" : JSON.stringify(value));
    }).listen(0, "127.0.0.1");
    await once(running.#server, "listening");
    running.origin = `http://127.0.0.1:${running.#server.address().port}`;
    return running;
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
