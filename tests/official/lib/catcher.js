// Where a provider calls when no gateway is there: keeps what it hears, byte for byte.
import { once } from "node:events";
import { createServer } from "node:http";
import { until } from "./until.js";

export class Catcher {
  #server;
  #calls = [];

  static async open() {
    const catcher = new Catcher();
    catcher.#server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const { method, headers, url } = request;
      catcher.#calls.push({ method, headers, url: `${catcher.origin}${url}`, body: Buffer.concat(parts).toString() });
      response.writeHead(200).end();
    }).listen(0, "127.0.0.1");
    await once(catcher.#server, "listening");
    catcher.origin = `http://127.0.0.1:${catcher.#server.address().port}`;
    return catcher;
  }

  /** The next call that fits, taken off the pile. */
  async next(what, fits = () => true) {
    const find = () => {
      const place = this.#calls.findIndex(fits);
      return place < 0 ? undefined : this.#calls.splice(place, 1)[0];
    };
    return until(what, find, () => JSON.stringify(this.#calls));
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
