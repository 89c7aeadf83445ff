// Writes a Frontdesk component in JavaScript: requests that look like calls, errors, webhooks.
// The shapes are the contract's (plugins/wit): names in camelCase, a variant is {tag, val}, none is null.

/** An error the gateway acts on, by its kind. The message is for the operator: never a contact's words. */
export class PluginError extends Error {
  constructor(kind, message, { code = null, retryAfterMs = null } = {}) {
    super(message);
    this.record = { kind, message, code, retryAfterMs };
  }
}

const of = (kind) => (message, more) => new PluginError(kind, message, more);
export const invalid = of("invalid");
export const unauthorized = of("unauthorized");
export const unsupported = of("unsupported");
export const rejected = of("rejected");
export const rateLimited = of("rate-limited");
export const transient = of("transient");
export const misconfigured = of("misconfigured");

/** What `describe` returns, with what is left out filled in. `settings` is a JSON Schema. */
export function descriptor({ settings = { type: "object", additionalProperties: false }, ...rest }) {
  const all = { secrets: [], hosts: [], kv: false, features: [], ...rest };
  return { ...all, settingsSchema: JSON.stringify(settings) };
}

/** A secret `describe` asks for; `uses` are "send", "verify", "hmac". */
export function secret(name, uses, purpose, required = true) {
  return { name, uses, purpose, required };
}

/** A base address and path segments below it, each encoded. */
export function join(base, ...segments) {
  const encode = (segment) =>
    segment === "." || segment === ".." ? segment.replaceAll(".", "%252E") : encoded(segment);
  return [base.replace(/\/+$/, ""), ...segments.map(encode)].join("/");
}

function encoded(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
}

const fields = (object = {}) => Object.entries(object).map(([name, value]) => ({ name, value }));

/**
 * A request. Options: query, headers, form (objects); json (any value); bytes (Uint8Array); auth (see below);
 * bearer (a secret's name); idempotency; timeoutMs; accept (statuses beside 2xx that are answers too).
 */
export function request(method, url, options = {}) {
  const { query, headers, form, json, bytes, bearer, idempotency = null, timeoutMs = null, accept = [] } = options;
  const pairs = Object.entries(query ?? {}).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const sign = pairs.length === 0 ? "" : url.includes("?") ? "&" : "?";
  let body = { tag: "empty" };
  if (json !== undefined) body = { tag: "json", val: JSON.stringify(json) };
  if (form !== undefined) body = { tag: "form", val: fields(form) };
  if (bytes !== undefined) body = { tag: "bytes", val: bytes };
  const auth = options.auth ?? (bearer === undefined ? { tag: "none" } : { tag: "bearer", val: bearer });
  return {
    method, url: url + sign + pairs.join("&"), headers: fields(headers), body, auth, timeoutMs, idempotency, accept,
  };
}

export const get = (url, options) => request("get", url, options);
export const post = (url, options) => request("post", url, options);
export const put = (url, options) => request("put", url, options);
export const patch = (url, options) => request("patch", url, options);
export const del = (url, options) => request("delete", url, options);

/** An answer: `status`, `text`, `bytes`, `json(fits)`, `header(name)`. */
export class Response {
  constructor({ status, headers, body }) {
    this.status = status;
    this.headers = headers;
    this.text = body.tag === "text" ? body.val : "";
    this.bytes = body.tag === "bytes" ? body.val : null;
  }

  header(name) {
    return find(this.headers, name);
  }

  /** The body as JSON. One that `fits` says no to is the provider's fault and may pass. */
  json(fits = () => true) {
    let value;
    try {
      value = parsed(this.text);
    } catch {
      throw transient(`an answer with status ${this.status} is not JSON`);
    }
    if (!fits(value)) {
      throw transient(`an answer with status ${this.status} is not as expected`);
    }
    return value;
  }
}

/**
 * Whether a value has these fields: `shaped({ id: "string", name: "string?" })`, with a question mark behind what may be
 * null or missing. What goes into the gateway with another type is a trap: check what a provider answers.
 */
export const shaped = (shape) => (value) =>
  value !== null && typeof value === "object" && Object.entries(shape).every(([key, type]) => {
    const found = value[key] ?? null;
    return found === null ? type.endsWith("?") : typeof found === type.replace("?", "");
  });

/**
 * A JSON object or list. Anything else is refused unread: a number of a million digits takes long. So is what is nested
 * too deep: reading it would exhaust the component's stack, and that is a trap, which nothing can catch.
 */
function parsed(text) {
  if (!/^[ \t\n\r]*[[{]/.test(text) || isDeep(text)) throw new SyntaxError("no object or list");
  return JSON.parse(text);
}

const DEPTH_MAX = 500;

function isDeep(text) {
  // Few texts have so many brackets that they have to be looked at one by one.
  if (!hasManyOf(text, "[") && !hasManyOf(text, "{")) return false;
  // A string, or what is left of one at the end, is one step.
  const step = /"[^"\\]*(?:\\.[^"\\]*)*"?|[[\]{}]/gs;
  let depth = 0;
  for (let found = step.exec(text); found !== null; found = step.exec(text)) {
    const [first] = found[0];
    if (first === "[" || first === "{") depth += 1;
    if (first === "]" || first === "}") depth -= 1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/** Half of the depth: brackets of both kinds may take turns. */
function hasManyOf(text, bracket) {
  let count = 0;
  for (let at = text.indexOf(bracket); at >= 0 && count <= DEPTH_MAX / 2; at = text.indexOf(bracket, at + 1)) count += 1;
  return count > DEPTH_MAX / 2;
}

function find(list, name) {
  return list.find((field) => field.name === name)?.value ?? null;
}

class Leave extends Error {}

/**
 * The context of an operation. The function runs from the top each time the gateway has something new: what was
 * answered before returns its recorded answer, the first request that was not leaves the function. So the same
 * operation with the same answers must make the same requests.
 */
export class Cx {
  #prior;
  #needed = null;
  #host;

  constructor(host, kv = null, reference = "", prior = []) {
    this.#host = host;
    this.#prior = prior.slice();
    /** The gateway's name for the operation, the same at every try. */
    this.reference = reference;
    /** Stored values: `get(key)`, `set(key, bytes, ttlS)`, `delete(key)`. */
    this.kv = kv;
  }

  get settings() {
    return JSON.parse(this.#host.settings());
  }

  /** The operation's time in milliseconds. */
  get now() {
    return this.#host.now();
  }

  get host() {
    return this.#host;
  }

  /** A line of the operator's log; never a contact's words. */
  log(level, message, more = {}) {
    this.#host.log(level, message, fields(more));
  }

  /** Runs a request; a failure is thrown as the error the gateway should see. */
  fetch(one) {
    return this.fetchAll([one])[0];
  }

  /** Runs requests at the same time. */
  fetchAll(requests) {
    return this.tryFetchAll(requests).map((exchange, at) => {
      if (exchange.tag === "ok") return new Response(exchange.val);
      throw errorOf(exchange.val, hostOf(requests[at].url));
    });
  }

  /** Runs requests and returns what became of each: {tag: "ok", val} or {tag: "err", val}. */
  tryFetchAll(requests) {
    const done = this.#needed === null ? this.#prior.splice(0, requests.length) : [];
    if (done.length === requests.length) return done;
    this.#needed ??= requests.slice(done.length);
    throw new Leave();
  }

  /** What the export answers. */
  run(work) {
    let result;
    try {
      result = work(this);
    } catch (error) {
      if (this.#needed === null) throw recordOf(error);
    }
    return this.#needed === null ? { tag: "done", val: result } : { tag: "fetch", val: this.#needed };
  }
}

function recordOf(error) {
  if (error instanceof PluginError) return error.record;
  // What a bug's message says can hold a contact's words; its name and place cannot.
  const place = /\(?([\w./-]+:\d+(:\d+)?)\)?/.exec(String(error?.stack ?? ""))?.[1] ?? "unknown";
  return { kind: "internal", message: `${error?.name ?? "a value"} thrown at ${place}`, code: null, retryAfterMs: null };
}

const hostOf = (url) => /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url)?.[1] ?? "";

/** The error for a failed request, unless the component knows better. */
export function errorOf(failure, host) {
  switch (failure.tag) {
    case "timeout":
      return transient(`${host} did not answer in time`);
    case "connect":
      return transient(`${host} cannot be reached: ${failure.val}`);
    case "denied":
      return misconfigured(failure.val);
    case "too-large":
      return rejected(`${host} answered with more than ${failure.val} bytes`);
    default:
      return ofStatus(new Response(failure.val), host);
  }
}

function ofStatus(response, host) {
  const { status } = response;
  const message = `${host} answered ${status}`;
  const seconds = /^\s*\d+\s*$/.exec(response.header("retry-after") ?? "")?.[0];
  const retryAfterMs = seconds === undefined ? null : Math.min(Number(seconds) * 1000, 0xffffffff);
  const code = String(status);
  if (status === 429) return rateLimited(message, { code, retryAfterMs });
  if (status === 401 || status === 403) return misconfigured(`${message}: are its secrets right?`, { code });
  if (status === 408 || status === 425 || status >= 500) return transient(message, { code, retryAfterMs });
  return rejected(message, { code });
}

// --- webhooks --------------------------------------------------------------------------------------

/** A webhook's header; the name in lower case. */
export const header = (call, name) => find(call.headers, name);

/** A webhook's body as JSON: an object or a list. */
export function jsonOf(call) {
  try {
    return parsed(call.body.tag === "text" ? call.body.val : "");
  } catch {
    throw invalid("the body is no JSON object or list");
  }
}

/** Goes on only if a header holds the HMAC of the body (or of `parts`) under the secret. */
export function verifyHmac(cx, call, { secret, hash = "sha256", header: name, prefix = "", encoding = "hex", parts }) {
  const value = header(call, name);
  const code = value?.startsWith(prefix) ? decode(value.slice(prefix.length), encoding) : null;
  const signed = parts ?? [{ tag: "body" }];
  if (code === null || !hostCall(() => cx.host.hmacVerify(secret, hash, signed, code))) refuse();
}

/** Goes on only if a header holds the secret itself. */
export function verifyToken(cx, call, { secret, header: name }) {
  const value = header(call, name);
  if (value === null || !hostCall(() => cx.host.secretEquals(secret, value))) refuse();
}

function refuse() {
  throw unauthorized("the call's signature is missing or wrong");
}

/** A refusal of the host about a secret is for the operator. */
function hostCall(work) {
  try {
    return work();
  } catch (error) {
    const said = error?.payload ?? error;
    throw said?.tag === undefined ? error : misconfigured(said.val);
  }
}

function decode(text, encoding) {
  if (encoding === "hex") {
    if (text.length % 2 === 1 || /[^0-9a-f]/i.test(text)) return null;
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bytes = [];
  let kept = 0;
  let bits = 0;
  for (const char of text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "")) {
    const value = digits.indexOf(char);
    if (value < 0) return null;
    kept = ((kept << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes.push((kept >> (bits -= 8)) & 0xff);
  }
  return new Uint8Array(bytes);
}

// --- exports ---------------------------------------------------------------------------------------

/** The export `plugin`, from a connector's `describe` and `validate(cx)`. */
function pluginExport(connector, host) {
  return {
    describe: () => connector.describe(),
    validate: () => {
      try {
        connector.validate?.(new Cx(host));
      } catch (error) {
        throw [recordOf(error)];
      }
    },
  };
}

const absent = (what) => () => {
  throw unsupported(`this component has no ${what}`);
};

/** The exports of a component, from the functions of its module. */
export const exportsOf = {
  /** `find(what, cursor, cx)`, `savePerson(person, cx)`, `openCase(note, cx)`, `append(id, note, cx)`, `closeCase(id, note, cx)`. */
  crm(connector, host, kv) {
    const work = {
      find: ({ what, cursor }, cx) => ({ tag: "people", val: (connector.find ?? absent("find"))(what, cursor ?? null, cx) }),
      "save-person": (person, cx) => ({ tag: "person", val: (connector.savePerson ?? absent("savePerson"))(person, cx) }),
      "open-case": (note, cx) => ({ tag: "case", val: (connector.openCase ?? absent("openCase"))(note, cx) }),
      append: ({ id, note }, cx) => ((connector.append ?? absent("append"))(id, note, cx), { tag: "none" }),
      "close-case": ({ id, note }, cx) => ((connector.closeCase ?? absent("closeCase"))(id, note, cx), { tag: "none" }),
    };
    const run = (op, reference, prior) => new Cx(host, kv, reference, prior).run((cx) => work[op.tag](op.val, cx));
    return { plugin: pluginExport(connector, host), crm: { run } };
  },

  /**
   * `receive(call, cx)`, `send(message, cx)`, `capabilities(cx)` (what differs from `CAPABILITIES`) and
   * `fetchFile(handle, cx)`, which returns the request whose answer is the file.
   */
  channel(connector, host, kv) {
    const capabilities = () => ({ ...CAPABILITIES, ...connector.capabilities?.(new Cx(host)) });
    const receive = (call) => new Cx(host, kv).run((cx) => (connector.receive ?? absent("webhooks"))(call, cx)).val;
    const send = (message, prior) =>
      new Cx(host, kv, message.id, prior).run((cx) => (connector.send ?? absent("sending"))(message, cx));
    const fetchFile = (handle, prior) => {
      const step = new Cx(host, kv, "", prior).run((cx) => (connector.fetchFile ?? absent("files"))(handle, cx));
      return step.tag === "done" ? { tag: "file", val: step.val } : step;
    };
    return { plugin: pluginExport(connector, host), channel: { capabilities, receive, send, fetchFile } };
  },

  /** `translate(job, cx)` and `capacity()`. */
  translator(connector, host, kv) {
    const translate = (job, prior) => new Cx(host, kv, "", prior).run((cx) => connector.translate(job, cx));
    return { plugin: pluginExport(connector, host), translator: { translate, capacity: () => connector.capacity() } };
  },

  /** `turn(talk, cx)`. */
  bot(connector, host, kv) {
    const turn = (talk, prior) => new Cx(host, kv, talk.id, prior).run((cx) => connector.turn(talk, cx));
    return { plugin: pluginExport(connector, host), bot: { turn } };
  },
};

/** Somebody of whom only the system's id is known; give the rest. */
export const person = (id, more = {}) => ({
  id, name: null, emails: [], phones: [], accountNumber: null, url: null, fields: [], ...more,
});

// --- channels --------------------------------------------------------------------------------------

/**
 * A channel that takes texts of 5000 characters at any time, and no files, reports nothing and never writes first:
 * `capabilities` says what is otherwise.
 */
export const CAPABILITIES = {
  maxChars: 5000, counting: "characters", delivered: false, read: false, typing: false, window: null, templates: [],
  canInitiate: false, address: "address", contactPaceMs: 0, paceMs: 0, files: null,
};

/** Something that happened to `thread`, the contact's address; `sender` may have `name`, `locale`, `identities`. */
export const event = (id, thread, at, kind, sender = {}) => ({
  id, thread, sender: { id: thread, name: null, locale: null, identities: [], ...sender }, at, kind,
});

/** A contact's message; `more` may have `attachments` (see below) and `replyTo`. */
export const messageEvent = (id, thread, at, text, sender = {}, more = {}) =>
  event(id, thread, at, { tag: "message", val: { text, attachments: [], replyTo: null, ...more } }, sender);

/** A file in a message: `media` is "image", "audio", "video", "sticker" or "document"; `fetchFile` gets the handle. */
export const attachment = (media, handle, more = {}) => ({ media, handle, mime: null, name: null, bytes: null, ...more });

/**
 * A report on a message: `subject` is {tag, val} of "provider-id", "reference" or "up-to"; `state` "sent", "delivered",
 * "read" or "failed", with a `refusal` as the reason.
 */
export const statusEvent = (id, thread, at, subject, state, reason = null) =>
  event(id, thread, at, { tag: "status", val: { subject, state, reason } });

/** Why a message is not taken or not delivered; `cause` is the contract's word, such as "recipient" or "opted-out". */
export const refusal = (cause, message, code = null) => ({ cause, message, code });

/** What became of a message: the provider took it, under these ids, one for each part. */
export const sent = (...ids) => ({ tag: "sent", val: ids });
/** Nobody knows: it is not sent again by itself. */
export const uncertain = (why) => ({ tag: "uncertain", val: why });
/** It will not be taken. */
export const refused = (cause, message, code = null) => ({ tag: "refused", val: refusal(cause, message, code) });

/** The words of a message; "" where there are none, as of a template. */
export function textOf({ content }) {
  if (content.tag === "text") return content.val;
  return content.tag === "files" ? content.val.text : "";
}
