// Plays Salesforce: tokens for an app's secret, contacts, and SOQL read by its own rules.
import { JsonServer } from "./json-server.js";

const DATA = "/services/data/v62.0";
const refused = (status, errorCode) => [status, [{ errorCode, message: `played: ${errorCode}` }]];
/** A string of SOQL: to the first quote that is not escaped. */
const STRING = /'((?:[^'\\]|\\["'\\nrtbf])*)'/.source;
const SOQL = new RegExp(
  `^SELECT ([\\w., ]+) FROM (\\w+) WHERE \\(?(\\w+(?:\\.\\w+)*) = ${STRING}\\)?(?: ORDER BY [\\w, ]+)?(?: LIMIT (\\d+))?(?: OFFSET (\\d+))?$`,
  "s",
);
const SIGNS = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const unescaped = (text) => text.replaceAll(/\\(.)/gs, (_, sign) => SIGNS[sign] ?? sign);
const at = (record, path) => path.split(".").reduce((found, name) => found?.[name], record) ?? null;

export class Salesforce {
  contacts = [];
  #tokens = new Set();
  #app;

  static async open(app) {
    const played = new Salesforce();
    played.#app = app;
    played.server = await JsonServer.open((call) => played.#answer(call));
    played.origin = played.server.origin;
    return played;
  }

  #answer(call) {
    if (call.path === "/services/oauth2/token") return this.#token(call);
    const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1];
    if (!this.#tokens.has(token)) return refused(401, "INVALID_SESSION_ID");
    const usage = { "sforce-limit-info": "api-usage=18/5000" };
    if (call.path === `${DATA}/query`) return [...this.#query(call.query.get("q")), usage];
    if (call.path === `${DATA}/sobjects/Contact` && call.method === "POST") return this.#create(JSON.parse(call.body));
    return refused(404, "NOT_FOUND");
  }

  #token({ headers, body }) {
    const form = new URLSearchParams(body);
    const basic = Buffer.from(headers.authorization?.replace(/^Basic /, "") ?? "", "base64").toString();
    const [id, secret] = basic === "" ? [form.get("client_id"), form.get("client_secret")] : basic.split(":");
    if (form.get("grant_type") !== "client_credentials") return [400, { error: "unsupported_grant_type" }];
    if (id !== this.#app.id || secret !== this.#app.secret) return [400, { error: "invalid_client" }];
    const access_token = `00D!${this.#tokens.size + 1}.${Date.now()}`;
    this.#tokens.add(access_token);
    const told = { access_token, instance_url: this.origin, token_type: "Bearer", issued_at: `${Date.now()}`, scope: "api" };
    return [200, { ...told, id: `${this.origin}/id/00D000000000001AAA/005000000000001AAA` }];
  }

  #query(soql) {
    const read = SOQL.exec(soql);
    if (read === null || read[2] !== "Contact") return refused(400, "MALFORMED_QUERY");
    const [, names, type, field, value, limit = "2000", offset = "0"] = read;
    const found = this.contacts.filter((contact) => at(contact, field) === unescaped(value));
    const records = found.slice(Number(offset), Number(offset) + Number(limit)).map((contact) => {
      const attributes = { type, url: `${DATA}/sobjects/Contact/${contact.Id}` };
      const own = names.split(", ").filter((name) => !name.includes("."));
      return { attributes, ...Object.fromEntries(own.map((name) => [name, contact[name] ?? null])), Account: null };
    });
    return [200, { totalSize: records.length, done: true, records }];
  }

  #create(contact) {
    if (!contact.LastName) return refused(400, "REQUIRED_FIELD_MISSING");
    const id = `003${String(this.contacts.length + 1).padStart(12, "0")}AAA`;
    const Name = [contact.FirstName, contact.LastName].filter(Boolean).join(" ");
    this.contacts.push({ Id: id, Name, ...contact });
    return [201, { id, success: true, errors: [] }];
  }

  close() {
    return this.server.close();
  }
}
