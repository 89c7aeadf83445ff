// A TCP proxy in front of the gateway that can swallow everything on an agent's socket, as a cut
// cable does: connections stay open, nothing passes, nobody is told.
import { once } from "node:events";
import { connect, createServer } from "node:net";

const CONSOLE = "GET /api/v1/console/socket";

export class Proxy {
  #server;
  #target = 0;
  #swallowing = false;
  #sockets = new Set();
  #cables = new Set();
  port = 0;

  static async listen() {
    const proxy = new Proxy();
    proxy.#server = createServer((client) => proxy.#carry(client)).listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    proxy.port = proxy.#server.address().port;
    return proxy;
  }

  forwardTo(port) {
    this.#target = port;
  }

  #carry(client) {
    const host = connect(this.#target, "127.0.0.1");
    const cable = { console: false, cut: false };
    this.#cables.add(cable);
    for (const [from, to] of [[client, host], [host, client]]) {
      this.#sockets.add(from);
      from.on("data", (data) => {
        if (from === client && data.toString("latin1", 0, CONSOLE.length) === CONSOLE) {
          cable.console = true;
          cable.cut = this.#swallowing;
        }
        if (!cable.cut) to.write(data);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        this.#sockets.delete(from);
        if (!cable.cut) to.destroy();
      });
    }
  }

  /** From now on nothing passes on agents' sockets, open or new. */
  swallow() {
    this.#swallowing = true;
    for (const cable of this.#cables) cable.cut ||= cable.console;
  }

  /** New sockets pass again; the swallowed ones stay silent. */
  heal() {
    this.#swallowing = false;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
