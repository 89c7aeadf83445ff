// Plays Zendesk Support: users found by a search for one value, created once an address; tickets.
import { JsonServer } from "./json-server.js";

const refused = (status, error, description) => [status, { error, description }];
const page = (key, found) => [200, { [key]: found, count: found.length, next_page: null, previous_page: null }];

export class Zendesk {
  #users = new Map();
  #tickets = new Map();
  #authorization;

  /** `agent` is whose API token it is. */
  static async open(agent, token) {
    const played = new Zendesk();
    played.#authorization = `Basic ${Buffer.from(`${agent}/token:${token}`).toString("base64")}`;
    played.server = await JsonServer.open((call) => played.#answer(call));
    played.origin = played.server.origin;
    return played;
  }

  #answer({ method, path, query, headers, body }) {
    if (headers.authorization !== this.#authorization) return refused(401, "Couldn't authenticate you");
    const [, rest] = path.match(/^\/api\/v2\/(.+)\.json$/) ?? [];
    if (method === "GET" && rest === "users/search") return page("users", this.#search(query.get("query")));
    if (method === "POST" && rest === "users") return this.#create(JSON.parse(body).user);
    if (method === "POST" && rest === "tickets") return this.#open(JSON.parse(body).ticket);
    const [, kind, id] = rest?.match(/^(users|tickets)\/(\d+)$/) ?? [];
    const found = (kind === "users" ? this.#users : this.#tickets).get(Number(id));
    if (method === "GET" && found !== undefined) return [200, { [kind.slice(0, -1)]: found }];
    return refused(404, "RecordNotFound", "Not found");
  }

  /** A search whose value stands in quotes looks for it as a whole; nothing in quotes steers it. */
  #search(query) {
    const [, key, value] = query?.match(/^(\w+):"([^"]*)"$/) ?? [];
    return [...this.#users.values()].filter((user) => key !== undefined && user[key]?.toLowerCase() === value.toLowerCase());
  }

  #create(said) {
    const taken = [...this.#users.values()].some(({ email }) => email === said.email);
    if (taken) {
      const details = { email: [{ description: `Email: ${said.email} is already being used by another user`, error: "DuplicateValue" }] };
      return [422, { error: "RecordInvalid", description: "Record validation errors", details }];
    }
    const user = { id: 360_000_000_001 + this.#users.size, role: "end-user", external_id: null, phone: null, user_fields: {}, ...said };
    this.#users.set(user.id, user);
    return [201, { user }];
  }

  #open(said) {
    const ticket = { id: 41 + this.#tickets.size, status: "open", external_id: null, ...said };
    this.#tickets.set(ticket.id, ticket);
    return [201, { ticket }];
  }

  close() {
    return this.server.close();
  }
}
