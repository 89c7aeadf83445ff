// A customer system with a REST API of its own, which knows one person at first and can fall silent.
import { once } from "node:events";
import { createServer } from "node:http";

export class CustomerSystem {
  /** Whether it answers; what is asked meanwhile is left open. */
  silent = false;
  /** Account numbers that were asked for. */
  asked = [];
  people = [];
  /** Cases, by the key that each was opened with: `{ id, person, subject, text, notes, state }`. */
  cases = new Map();
  /** Who was made, by the key of the request. */
  made = new Map();
  #server = createServer((request, response) => void this.#take(request, response));

  /** `person` is `{ id, name, account, email }`; none: it knows nobody. */
  static async start(person) {
    const system = new CustomerSystem();
    if (person !== undefined) system.people.push(person);
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
create_person = { path = "/people", body = { name = "{name}", email = "{email}", account = "{account_number}" } }
open_case = { path = "/cases", body = { person = "{person}", subject = "{subject}", text = "{text}" } }
case = { id = "$.id", url = "https://crm.example.com/cases/{id}" }
append = { path = "/cases/{id}/notes", body = { text = "{text}" } }
close_case = { path = "/cases/{id}", body = { state = "closed" } }
`;
  }

  async #take(request, response) {
    let text = "";
    for await (const part of request) text += part;
    const url = new URL(request.url, this.origin);
    if (url.pathname === "/people" && request.method === "GET") this.asked.push(url.searchParams.get("account"));
    if (this.silent) return;
    const body = text === "" ? {} : JSON.parse(text);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(this.#done(request.method, url, request.headers["idempotency-key"], body)));
  }

  #done(method, url, key, body) {
    const [, what, id, part] = url.pathname.split("/");
    if (what === "people" && method === "GET") {
      const account = url.searchParams.get("account");
      return { items: this.people.filter((person) => person.account === account) };
    }
    if (what === "people") return this.#once(this.made, key, () => {
      const person = { id: `p-${this.people.length + 100}`, ...body };
      this.people.push(person);
      return person;
    });
    if (id === undefined) return this.#once(this.cases, key, () => ({ id: `c-${this.cases.size + 1}`, ...body, notes: [], state: "open" }));
    const one = [...this.cases.values()].find((known) => known.id === id);
    if (part === "notes") one.notes.push(body.text);
    else one.state = body.state;
    return {};
  }

  #once(all, key, make) {
    if (!all.has(key)) all.set(key, make());
    return all.get(key);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
