// Plays HubSpot: contacts, found by the filters of its search, created once an address.
import { JsonServer } from "./json-server.js";

const CONTACTS = "/crm/v3/objects/contacts";
const refused = (status, category, message) => [status, { status: "error", category, message, correlationId: "played" }];
const NEEDED = ["after", "filterGroups", "limit", "properties", "sorts"];
const OPERATORS = {
  EQ: (kept, value) => kept?.toLowerCase() === value.toLowerCase(),
  CONTAINS_TOKEN: (kept, value) => kept?.toLowerCase().split(/[;\s]/).includes(value.toLowerCase()) ?? false,
};

export class HubSpot {
  #contacts = new Map();
  #token;

  static async open(token) {
    const played = new HubSpot();
    played.#token = token;
    played.server = await JsonServer.open((call) => played.#answer(call));
    played.origin = played.server.origin;
    return played;
  }

  #answer({ method, path, headers, body }) {
    if (headers.authorization !== `Bearer ${this.#token}`) return refused(401, "INVALID_AUTHENTICATION", "played");
    if (method === "POST" && path === `${CONTACTS}/search`) return this.#search(JSON.parse(body));
    if (method === "POST" && path === CONTACTS) return this.#create(JSON.parse(body));
    const contact = this.#contacts.get(path.slice(CONTACTS.length + 1));
    if (method === "GET" && contact !== undefined) return [200, contact];
    return refused(404, "OBJECT_NOT_FOUND", "resource not found");
  }

  #search(wanted) {
    const missing = NEEDED.filter((key) => wanted[key] === undefined);
    if (missing.length > 0 || wanted.filterGroups.length > 6) return refused(400, "VALIDATION_ERROR", missing.join());
    const holds = ({ properties }) =>
      wanted.filterGroups.some(({ filters }) =>
        filters.every(({ propertyName, operator, value }) => OPERATORS[operator](properties[propertyName], value)),
      );
    const results = [...this.#contacts.values()].filter(holds).slice(0, wanted.limit);
    return [200, { total: results.length, results }];
  }

  #create({ properties }) {
    const same = [...this.#contacts.values()].find((contact) => contact.properties.email === properties.email);
    if (same !== undefined) return refused(409, "CONFLICT", `Contact already exists. Existing ID: ${same.id}`);
    const id = String(51 + this.#contacts.size);
    const [createdAt, updatedAt] = [new Date().toISOString(), new Date().toISOString()];
    const contact = { id, properties: { ...properties, hs_object_id: id }, createdAt, updatedAt, archived: false };
    this.#contacts.set(id, contact);
    return [201, contact];
  }

  close() {
    return this.server.close();
  }
}
