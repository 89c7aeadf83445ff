// {{title}}: a connector to a customer system. tests/*.json shows what goes over the wire.
import {
  descriptor, get, join, misconfigured, person, post, secret, shaped, unsupported,
} from "../frontdesk/frontdesk.js";

export const describe = () => descriptor({
  kind: "crm",
  id: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  hosts: ["{base_url}"],
  secrets: [secret("token", ["send"], "An API token")],
  settings: {{schema}},
});

export function validate(cx) {
  if (typeof cx.settings.base_url !== "string") throw misconfigured("the settings: base_url is missing");
}

const KEYS = { email: "email", phone: "phone", text: "q" };
const isFound = shaped({ id: "string", name: "string?", email: "string?" });
const isOpened = shaped({ id: "string", url: "string?" });

export function find(what, cursor, cx) {
  const key = KEYS[what.tag];
  if (key === undefined) throw unsupported("people are found by e-mail, phone and text");
  const request = get(join(cx.settings.base_url, "people"), { query: { [key]: what.val }, bearer: "token" });
  const page = cx.fetch(request).json(({ items }) => Array.isArray(items) && items.every(isFound));
  const items = page.items.map(({ id, name, email }) => person(id, { name: name ?? null, emails: email ? [email] : [] }));
  return { items, next: null };
}

export function openCase(note, cx) {
  const text = note.transcript.map((turn) => `${turn.name ?? "?"}: ${turn.text}`).join("\n");
  const json = { person: note.person, subject: note.subject, text };
  // The key lets the system recognise a case that it has opened already.
  const request = post(join(cx.settings.base_url, "cases"), { json, bearer: "token", idempotency: cx.reference });
  const opened = cx.fetch(request).json(isOpened);
  return { id: opened.id, url: opened.url ?? null };
}
