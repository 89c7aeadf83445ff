// A little SMTP server, as an operator has one: it keeps the mails it is given, and can be away.
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

export class MailServer {
  /** Each mail as it came, headers and all. */
  mails = [];
  #server;
  #sockets = new Set();

  constructor(port) {
    this.port = port;
  }

  /** Takes mails on its port from now on. */
  async start() {
    this.#server = createServer((socket) => this.#talk(socket)).listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** Goes away. */
  async stop() {
    if (this.#server === undefined) return;
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
    this.#server = undefined;
  }

  #talk(socket) {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    const say = (line) => socket.write(`${line}\r\n`);
    let mail = null;
    say("220 smtp.example.com");
    createInterface({ input: socket }).on("line", (line) => {
      if (mail !== null) {
        if (line === ".") {
          this.mails.push(mail.join("\n"));
          mail = null;
          say("250 taken");
        } else mail.push(line.replace(/^\./, ""));
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "DATA") {
        mail = [];
        say("354 go on");
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else say("250 ok");
    });
  }
}
