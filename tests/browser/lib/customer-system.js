// A customer system with a REST API of its own, which knows one person and can fall silent.
import { once } from "node:events";
import { createServer } from "node:http";

export class CustomerSystem {
  /** Whether it answers; what is asked meanwhile is left open. */
  silent = false;
  /** Account numbers that were asked for. */
  asked = [];
  #server = createServer((request, response) => this.#answer(request, response));

  /** `person` is `{ id, name, account, email }`. */
  static async start(person) {
    const system = new CustomerSystem();
    system.person = person;
    system.#server.listen(0, "127.0.0.1");
    await once(system.#server, "listening");
    return system;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** The section of frontdesk.toml that connects it. */
  section(name, title) {
    return `
[connector.${name}]
wasm = "rest.wasm"
title = "${title}"
grants = { hosts = ["${this.origin}"], private_networks = true }
[connector.${name}.settings]
base_url = "${this.origin}"
auth = "none"
person = { id = "$.id", name = "$.name", emails = "$.email", account_number = "$.account", url = "https://crm.example.com/people/{id}" }
find = { account_number = { path = "/people", query = { account = "{value}" }, people = "$.items[*]" } }
`;
  }

  #answer(request, response) {
    const account = new URL(request.url, this.origin).searchParams.get("account");
    this.asked.push(account);
    if (this.silent) return;
    const items = account === this.person.account ? [this.person] : [];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ items }));
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
