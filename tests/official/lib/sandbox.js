// `tests/providers`, started on a port of its own, and what it is told to do.
import { Program } from "./programs.js";

export class Sandbox {
  #program;
  #origin;

  static async start() {
    const sandbox = new Sandbox();
    const args = ["--listen", "127.0.0.1:0", "--with-parent"];
    const ready = (line) => {
      const found = /^phones\s+(http\S+?)\/$/.exec(line);
      if (found !== null) sandbox.#origin = found[1];
      return found !== null;
    };
    sandbox.#program = await Program.start("frontdesk-providers", args, { ready });
    return sandbox;
  }

  /** Where a provider's API is. */
  url(prefix) {
    return `${this.#origin}/${prefix}`;
  }

  /** An order; README.md of the providers has the list. */
  async #order(path, body) {
    const options = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.#origin}/control/${path}`, options);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  add(provider, account) {
    return this.#order(`${provider}/accounts`, account);
  }

  say(provider, inbound) {
    return this.#order(`${provider}/say`, inbound);
  }

  bar(provider, from, standing) {
    return this.#order(`${provider}/block`, { from, standing });
  }

  fault(provider, faults) {
    return this.#order(`${provider}/faults`, faults);
  }

  report(provider, message, states) {
    return this.#order(`${provider}/receipts`, { message, states });
  }

  /** What has arrived at a contact, in order. */
  async received(provider, contact) {
    const phones = await this.#order(`${provider}/phones`);
    const phone = phones.find((phone) => phone.contact === contact);
    return (phone?.messages ?? []).filter((message) => message.by === "gateway" && message.arrived);
  }

  async end() {
    await this.#program?.end();
  }
}
