// The types of what a connector answers, as the contract has them. In the gateway a value of another type is a trap: the
// kit says which one it is instead.

const text = "string";
const number = "number";
const list = (of) => ({ list: of });
const maybe = (of) => ({ maybe: of });
const record = (fields) => ({ record: fields });
const variant = (cases) => ({ variant: cases });

const field = record({ name: text, value: text });
const payload = variant({ text, bytes: "bytes" });
const person = record({
  id: maybe(text), name: maybe(text), emails: list(text), phones: list(text), accountNumber: maybe(text),
  url: maybe(text), fields: list(field),
});
const flag = "boolean";
const refusal = record({ cause: text, message: text, code: maybe(text) });
const attachment = record({
  media: text, handle: text, mime: maybe(text), name: maybe(text), bytes: maybe(number),
});
const event = record({
  id: text, thread: text, at: number,
  sender: record({
    id: text, name: maybe(text), locale: maybe(text), identities: list(record({ kind: text, value: text })),
  }),
  kind: variant({
    message: record({ text, attachments: list(attachment), replyTo: maybe(text) }),
    status: record({
      subject: variant({ "provider-id": text, reference: text, "up-to": number }), state: text, reason: maybe(refusal),
    }),
    typing: null,
    consent: text,
    echo: record({ reference: maybe(text), providerId: text, text }),
  }),
});

/** What each function answers. */
const ANSWERS = {
  run: variant({
    people: record({ items: list(person), next: maybe(text) }),
    person,
    case: record({ id: text, url: maybe(text) }),
    none: null,
  }),
  receive: record({
    events: list(event), reply: maybe(record({ status: number, headers: list(field), body: payload })),
  }),
  send: variant({ sent: list(text), uncertain: text, refused: refusal }),
  fetch_file: record({ method: text, url: text }),
  capabilities: record({
    maxChars: number, counting: text, delivered: flag, read: flag, typing: flag,
    window: maybe(record({ hours: number, extendedHours: maybe(number) })),
    templates: list(record({ name: text, language: text, text })),
    canInitiate: flag, address: text, contactPaceMs: number, paceMs: number,
    files: maybe(record({ bytesMax: number, types: list(text) })),
  }),
  translate: record({
    items: list(record({ text, detected: maybe(text) })), billedChars: maybe(number),
  }),
  capacity: record({ maxTexts: number, maxChars: number, targets: list(text) }),
  turn: list(variant({ say: text, set: field, "hand-over": maybe(text), end: null })),
};

/** What is of another type in an answer of a function; null if nothing is. */
export const mistyped = (name, answer) => problem(ANSWERS[name], answer, "the result");

function problem(type, value, place) {
  const isObject = value !== null && typeof value === "object";
  const wrong = (wanted) => `${place} should be ${wanted}, and is ${JSON.stringify(value) ?? "missing"}`;
  if (typeof type === "string") {
    const fits = type === "bytes" ? value instanceof Uint8Array : typeof value === type;
    return fits ? null : wrong(`a ${type}`);
  }
  if (type === null) return null;
  if (type.maybe) return value === null || value === undefined ? null : problem(type.maybe, value, place);
  if (type.list) {
    if (!Array.isArray(value)) return wrong("a list");
    return value.map((item, at) => problem(type.list, item, `${place}[${at}]`)).find(Boolean) ?? null;
  }
  if (type.variant) {
    if (!isObject || !Object.hasOwn(type.variant, value.tag)) return wrong(`one of ${Object.keys(type.variant)}`);
    return problem(type.variant[value.tag], value.val, `${place}.${value.tag}`);
  }
  if (!isObject) return wrong("a record");
  const fields = Object.entries(type.record);
  return fields.map(([name, of]) => problem(of, value[name], `${place}.${name}`)).find(Boolean) ?? null;
}
