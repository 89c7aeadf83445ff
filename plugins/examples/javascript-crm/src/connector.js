// A connector to a small customer system over REST: the same as ../rust-crm.
import {
  descriptor, get, join, misconfigured, patch, person, post, put, secret, shaped, unsupported,
} from "../../../sdk-javascript/frontdesk.js";

export function describe() {
  return descriptor({
    kind: "crm",
    id: "example-crm",
    version: "0.1.0",
    title: "Example CRM",
    hosts: ["{base_url}"],
    secrets: [secret("token", ["send"], "An API token: Settings, Integrations, New token")],
    settings: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["base_url"],
      additionalProperties: false,
      properties: {
        base_url: {
          type: "string",
          pattern: "^https?://[^/]+",
          description: "Where the system's API is",
          examples: ["https://crm.example.com/api"],
        },
      },
    },
  });
}

export function validate(cx) {
  if (typeof cx.settings.base_url !== "string") throw misconfigured("the settings: base_url is missing");
}

const bearer = "token";
const url = (cx, ...segments) => join(cx.settings.base_url, ...segments);

const KEYS = { email: "email", phone: "phone", "account-number": "account", text: "q" };

export function find(what, cursor, cx) {
  if (what.tag === "id") return byId(what.val, cx);
  const key = KEYS[what.tag];
  if (key === undefined) throw unsupported("it knows no chat addresses");
  const query = { [key]: what.val, ...(cursor === null ? {} : { cursor }) };
  const page = cx.fetch(get(url(cx, "people"), { query, bearer })).json(isPage);
  return { items: page.items.map(found), next: page.next ?? null };
}

/** Nobody of this id is an answer, not a failure. */
function byId(id, cx) {
  const response = cx.fetch(get(url(cx, "people", id), { bearer, accept: [404] }));
  return { items: response.status === 404 ? [] : [found(response.json(isPerson))], next: null };
}

const isPerson = shaped({
  id: "string", name: "string?", email: "string?", phone: "string?", account: "string?", plan: "string?", url: "string?",
});
const hasNext = shaped({ next: "string?" });
const isPage = (page) => hasNext(page) && Array.isArray(page.items) && page.items.every(isPerson);

function found({ id, name, email, phone, account, plan, url }) {
  const list = (value) => (value === undefined || value === null ? [] : [value]);
  return person(id, {
    name: name ?? null,
    emails: list(email),
    phones: list(phone),
    accountNumber: account ?? null,
    url: url ?? null,
    fields: list(plan).map((value) => ({ name: "plan", value })),
  });
}

export function savePerson({ id, name, emails, phones, accountNumber }, cx) {
  const json = { name, email: emails[0] ?? null, phone: phones[0] ?? null, account: accountNumber };
  const request = id === null
    ? post(url(cx, "people"), { json, bearer, idempotency: cx.reference })
    : put(url(cx, "people", id), { json, bearer });
  return found(cx.fetch(request).json(isPerson));
}

export function openCase(note, cx) {
  const json = {
    person_id: note.person,
    subject: note.subject,
    queue: note.queue,
    agent: note.agent,
    text: written(note.transcript),
  };
  const answer = cx.fetch(post(url(cx, "cases"), { json, bearer, idempotency: cx.reference }));
  const opened = answer.json(shaped({ id: "string", url: "string?" }));
  return { id: opened.id, url: opened.url ?? null };
}

export function append(id, note, cx) {
  const json = { text: written(note.transcript) };
  cx.fetch(post(url(cx, "cases", id, "notes"), { json, bearer, idempotency: cx.reference }));
}

export function closeCase(id, note, cx) {
  append(id, note, cx);
  cx.fetch(patch(url(cx, "cases", id), { json: { status: "closed" }, bearer }));
}

const AUTHORS = { contact: "Contact", agent: "Agent", system: "System" };

function written(transcript) {
  return transcript.map((turn) => `${turn.name ?? AUTHORS[turn.author]}: ${turn.text}`).join("\n");
}
