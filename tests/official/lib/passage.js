// A port that leads to another address and remembers what has passed, byte for byte.
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";

export class Passage {
  #server;
  #behind;
  /** What has passed, with what came back. */
  calls = [];

  /** `behind`: where calls go on to, below its path. `check` may answer a call instead: `{ status, type, body }`. */
  static async open(behind, check = () => undefined) {
    const passage = new Passage();
    passage.#behind = new URL(behind);
    passage.#server = createServer((request, response) => {
      passage.#carry(request, response, check).catch(() => response.destroy());
    }).listen(0, "127.0.0.1");
    await once(passage.#server, "listening");
    passage.url = `http://127.0.0.1:${passage.#server.address().port}`;
    return passage;
  }

  async #carry(request, response, check) {
    const { method, url, headers } = request;
    const call = { method, path: url, headers, body: await buffer(request) };
    this.calls.push(call);
    const { status, type, body, ...answered } = check(call) ?? (await this.#onward(call));
    call.status = status;
    call.answer = body;
    response.writeHead(status, answered.headers ?? { "content-type": type }).end(body);
  }

  async #onward({ method, path, headers, body }) {
    const { hostname, port, pathname } = this.#behind;
    const onward = send({ hostname, port, path: pathname.replace(/\/$/, "") + path, method, headers });
    onward.end(body);
    const [answer] = await once(onward, "response");
    return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
