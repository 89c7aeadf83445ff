// Runs a connector's fixtures in Node against a fake gateway: the files and the ways are those of the Rust kit
// (plugins/testkit/README.md).
import assert from "node:assert/strict";
import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join as path } from "node:path";
import { fileURLToPath } from "node:url";

import { mistyped } from "./contract.js";
import { exportsOf } from "./frontdesk.js";

/** The fixtures of a folder: each has a `name` and `check(kind, connector)`, which throws what is wrong. */
export function fixtures(folder) {
  const root = fileURLToPath(folder);
  const names = readdirSync(root).filter((name) => name.endsWith(".json")).sort();
  assert.notEqual(names.length, 0, `${root}: there is no *.json`);
  return names.map((name) => {
    const fixture = JSON.parse(readFileSync(path(root, name), "utf8"));
    return { name, check: (kind, connector) => new Runner(fixture, kind, connector).check() };
  });
}

const camel = (name) => name.replace(/_(.)/g, (_, c) => c.toUpperCase());
const snake = (name) => name.replaceAll("-", "_").replace(/[A-Z]/g, (c) => "_" + c.toLowerCase());
const kebab = (name) => name.replaceAll("_", "-");
const asFields = (value = {}) =>
  (Array.isArray(value) ? value : Object.entries(value)).map(([name, value]) => ({ name, value }));

function payload(value = {}) {
  if (value.json !== undefined) return { tag: "text", val: JSON.stringify(value.json) };
  if (value.bytes !== undefined) return { tag: "bytes", val: Uint8Array.from(value.bytes) };
  return { tag: "text", val: value.text ?? "" };
}

const response = (value) => ({ status: value.status ?? 200, headers: asFields(value.headers), body: payload(value) });

function variant(value) {
  if (typeof value === "string") return { tag: kebab(value) };
  const [[tag, val]] = Object.entries(value);
  return { tag: kebab(tag), val };
}

function exchange(recorded) {
  if (recorded.response) return { tag: "ok", val: response(recorded.response) };
  const failure = variant(recorded.failure);
  if (failure.tag === "status") failure.val = response(failure.val);
  return { tag: "err", val: failure };
}

/** A record of the contract with everything that may be left out. */
function record(value, defaults, lists = []) {
  const result = { ...defaults };
  for (const [key, found] of Object.entries(value)) {
    result[camel(key)] = lists.includes(key) ? asFields(found) : found;
  }
  return result;
}

const note = (value) => ({
  ...record(value, { person: null, queue: "", agent: null, fields: [] }, ["fields"]),
  transcript: (value.transcript ?? []).map((turn) => ({ name: null, ...turn })),
});

const MEDIA = ["image", "audio", "video"];

/** What a message says: a template, files, or words. */
function content({ text, template, files }) {
  if (template) return { tag: "template", val: { values: [], ...template } };
  if (!files) return { tag: "text", val: text };
  const media = (mime) => MEDIA.find((kind) => mime.startsWith(`${kind}/`)) ?? "document";
  const all = files.map((file) => ({ media: media(file.mime), bytes: 1000, ...file }));
  return { tag: "files", val: { text: text ?? "", files: all } };
}

/** The argument of each operation, in the contract's shape. */
const arguments_ = {
  find: (value) => ({ what: variant(value.what), cursor: value.cursor ?? null }),
  save_person: (value) =>
    record(value, { id: null, name: null, emails: [], phones: [], accountNumber: null, url: null, fields: [] }, ["fields"]),
  open_case: note,
  append: (value) => ({ id: value.id, note: note(value.note) }),
  close_case: (value) => ({ id: value.id, note: note(value.note) }),
  send: (value) => ({
    id: value.id, thread: value.thread, content: content(value), contactWroteAt: value.contact_wrote_at ?? null,
    attempt: value.attempt ?? 1,
  }),
  fetch_file: (value) => value.handle ?? value,
  capabilities: () => null,
  receive: (value) => ({
    method: (value.method ?? "post").toLowerCase(),
    url: value.url ?? "https://desk.example/hooks/one",
    query: asFields(value.query),
    headers: asFields(value.headers),
    body: payload(value),
  }),
  translate: (value) => record(value, { source: null, keep: [], formal: null }),
  capacity: () => null,
  turn: (value) =>
    record(value, { channel: "website", locale: "en", card: [], lines: [], variables: [] }, ["card", "variables"]),
};

/** From the contract's shape to the fixtures'. */
function plain(value, key = "") {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return [...value];
  if (typeof value === "string") return key === "kind" ? kebab(value).replaceAll("-", "_") : value;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const isFields = value.length > 0 && value.every((item) => Object.keys(item ?? {}).join() === "name,value");
    if (!isFields) return value.map((item) => plain(item));
    const object = Object.fromEntries(value.map((field) => [field.name, field.value]));
    return Object.keys(object).length === value.length ? object : value.map((field) => [field.name, field.value]);
  }
  if ("tag" in value) {
    const tag = snake(value.tag);
    if (!("val" in value)) return tag;
    return { [tag]: tag === "json" ? JSON.parse(value.val) : plain(value.val) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [snake(name), plain(item, name)]));
}

/** What a channel answers, written as the kits of all languages write it. */
const written = {
  receive: ({ events, reply }) => ({ events: events.map(eventAsJson), reply: plain(reply) }),
  send: ({ tag, val }) => (tag === "sent" ? { sent: val, provider_id: val[0] ?? null } : { [tag]: words(val) }),
  fetch_file: (request) => ({ file: plain(request) }),
  capabilities: words,
};

function eventAsJson({ sender, kind, ...rest }) {
  const identities = sender.identities.map(({ kind, value }) => [kind, value]);
  return { ...plain(rest), sender: { ...plain(sender), identities }, kind: kindAsJson(kind) };
}

function kindAsJson({ tag, val }) {
  if (tag === "message" && val.attachments.length === 0 && (val.replyTo ?? null) === null) return { message: val.text };
  if (tag === "status") {
    const { state, reason, subject } = val;
    return { status: { state, reason: words(reason), [snake(subject.tag)]: subject.val } };
  }
  return val === undefined ? tag : { [tag]: words(val) };
}

/** As `plain`, with the cause of a refusal as a word of JSON. */
function words(value) {
  const found = plain(value);
  return found?.cause ? { ...found, cause: snake(found.cause) } : found;
}

/** Where `found` differs from `wanted`; what is not named is not compared. */
function difference(wanted, found, place = "the result") {
  const isEmpty = (value) => value !== null && typeof value === "object" && Object.keys(value).length === 0;
  if (isEmpty(wanted) && isEmpty(found)) return null;
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    return wanted.map((item, at) => difference(item, found[at], `${place}[${at}]`)).find(Boolean) ?? null;
  }
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  if (isObject(wanted) && isObject(found)) {
    const keys = Object.keys(wanted);
    return keys.map((key) => difference(wanted[key], found[key] ?? null, `${place}.${key}`)).find(Boolean) ?? null;
  }
  if (Object.is(wanted, found)) return null;
  return `${place} should be ${JSON.stringify(wanted)}, and is ${JSON.stringify(found)}`;
}

function nothingWrong(problem) {
  if (problem !== null) assert.fail(problem);
}

/** The gateway's side of the imports. */
function fakeHost(fixture, needs, body) {
  const granted = (name, use) => {
    const need = needs.find((need) => need.name === name && need.uses.includes(use));
    const value = fixture.secrets?.[name];
    if (need && value !== undefined) return value;
    throw { tag: "denied", val: `\`describe\` does not ask for the secret "${name}" with the use "${use}"` };
  };
  const joined = (parts) =>
    Buffer.concat(parts.map((part) => (part.tag === "body" ? body : Buffer.from(part.val))));
  const hmac = (key, hash, parts) => createHmac(hash, key).update(joined(parts)).digest();
  return {
    log: () => {},
    settings: () => JSON.stringify(fixture.settings ?? {}),
    now: () => fixture.now ?? 0,
    random: (len) => Uint8Array.from({ length: len }, (_, at) => (at * 31) % 251),
    hmac: (name, hash, parts) => new Uint8Array(hmac(granted(name, "hmac"), hash, parts)),
    hmacVerify: (name, hash, parts, code) => hmac(granted(name, "verify"), hash, parts).equals(Buffer.from(code)),
    weakVerify: (name, kind, parts, code) => {
      const key = granted(name, "verify");
      const hmac5 = () => createHmac("md5", key).update(joined(parts)).digest();
      const right = kind === "md5-hmac" ? hmac5() : createHash("md5").update(joined(parts)).update(key).digest();
      return right.equals(Buffer.from(code));
    },
    secretEquals: (name, value) => granted(name, "verify") === value,
    ed25519Verify: (name, parts, signature) => {
      const x = Buffer.from(granted(name, "verify"), "hex").toString("base64url");
      const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
      return verify(null, joined(parts), key, signature);
    },
  };
}

function fakeValues(fixture) {
  const values = new Map(Object.entries(fixture.values ?? {}).map(([key, value]) => [key, Buffer.from(value)]));
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    delete: (key) => void values.delete(key),
  };
}

const status = (code) => ({
  tag: "err",
  val: { tag: "status", val: response({ status: code, headers: { "retry-after": "2" }, text: "<html>" }) },
});
const FAILING = [["a timeout", { tag: "err", val: { tag: "timeout" } }], ["429", status(429)], ["500", status(500)]];

class Runner {
  constructor(fixture, kind, connector) {
    Object.assign(this, { fixture, kind, connector });
    this.recorded = fixture.exchanges ?? [];
    this.answers = this.recorded.map(exchange);
  }

  exports(body = Buffer.alloc(0)) {
    const needs = this.descriptor?.secrets ?? [];
    const host = fakeHost(this.fixture, needs, body);
    return exportsOf[this.kind](this.connector, host, fakeValues(this.fixture));
  }

  check() {
    const { plugin } = this.exports();
    this.descriptor = plugin.describe();
    assert.deepEqual(plugin.describe(), this.descriptor, "`describe` does not answer the same twice");
    assert.equal(this.validity(plugin), this.fixture.valid ?? true, "whether `validate` accepts the settings");
    if (this.fixture.op === undefined) return;
    const rounds = this.whole();
    this.everyPrefixTwice();
    if (!this.fixture.copes) this.everyAnswerFailing(rounds);
    this.unsigned();
  }

  validity(plugin) {
    try {
      plugin.validate();
      return true;
    } catch (errors) {
      assert.ok(Array.isArray(errors) && errors.every((error) => error.kind), "`validate` throws a list of errors");
      return false;
    }
  }

  /** One run: {fetch: [..]}, {done: ..} or {error: ..}. */
  run(prior, op = this.fixture.op) {
    const [[name, value]] = Object.entries(op);
    const argument = arguments_[name](value);
    const body = name === "receive" ? Buffer.from(argument.body.val) : undefined;
    const it = this.exports(body)[this.kind];
    const calls = {
      receive: () => ({ tag: "done", val: it.receive(argument) }),
      capacity: () => ({ tag: "done", val: it.capacity() }),
      capabilities: () => ({ tag: "done", val: it.capabilities() }),
      fetch_file: () => it.fetchFile(argument, prior),
      run: () => it.run({ tag: kebab(name), val: argument }, this.fixture.reference ?? "ref-1", prior),
      send: () => it.send(argument, prior),
      translate: () => it.translate(argument, prior),
      turn: () => it.turn(argument, prior),
    };
    const called = this.kind === "crm" ? "run" : name;
    let step;
    try {
      step = calls[called]();
    } catch (error) {
      assert.ok(typeof error?.kind === "string", `it throws something that is no error of the contract: ${error}`);
      return { done: { error: plain(error) } };
    }
    if (step.tag === "fetch") return { fetch: step.val };
    nothingWrong(mistyped(called, step.val));
    return { done: (written[called] ?? plain)(step.val) };
  }

  whole() {
    const rounds = [];
    let at = 0;
    for (let round = 0; round < 16; round += 1) {
      const step = this.run(this.answers.slice(0, at));
      if (step.done !== undefined) {
        nothingWrong(difference(this.fixture.expect, step.done));
        assert.equal(at, this.recorded.length, "it ends before the last recorded request");
        return rounds;
      }
      assert.notEqual(step.fetch.length, 0, "it asks for no request, and for another run");
      for (const one of step.fetch) this.isRecorded(one, at++);
      rounds.push(at);
    }
    assert.fail("it still makes requests after 16 rounds");
  }

  isRecorded(one, at) {
    const next = this.recorded[at];
    const found = plain(one);
    assert.ok(next, `it makes a request that is not recorded: ${JSON.stringify(found)}`);
    this.isAsked(one);
    if (!next.request) return;
    const wanted = { ...next.request };
    if (wanted.method) wanted.method = wanted.method.toLowerCase();
    nothingWrong(difference(wanted, found, `request ${at + 1}`));
  }

  /** Requests stay within what `describe` asks for. */
  isAsked(one) {
    const { tag, val } = one.auth;
    const name = { none: null, bearer: val, signed: val?.secret }[tag] ?? val?.[1] ?? null;
    const need = this.descriptor.secrets.find((need) => need.name === name);
    assert.ok(name === null || need?.uses.includes("send"), `\`describe\` does not ask for the secret "${name}"`);
    const { origin, protocol, host } = new URL(one.url);
    const covers = (pattern) => {
      const setting = /^\{(.*)\}$/.exec(pattern)?.[1];
      if (setting !== undefined) return new URL(this.fixture.settings[setting]).origin === origin;
      const below = /^(.*\/\/)\*(\..*)$/.exec(pattern);
      return below ? below[1] === `${protocol}//` && host.endsWith(below[2]) : pattern === origin;
    };
    assert.ok(this.descriptor.hosts.some(covers), `a request goes to ${origin}, which \`describe\` does not ask for`);
  }

  everyPrefixTwice() {
    for (let length = 0; length <= this.answers.length; length += 1) {
      const prior = this.answers.slice(0, length);
      const step = this.run(prior);
      assert.deepEqual(this.run(prior), step, `it does not do the same twice with the first ${length} answers`);
      if (step.fetch !== undefined && length < this.recorded.length) this.isRecorded(step.fetch[0], length);
    }
  }

  everyAnswerFailing(rounds) {
    for (let at = 0; at < this.answers.length; at += 1) {
      for (const [name, failing] of FAILING) {
        const prior = this.answers.slice(0, rounds.find((end) => at < end));
        prior[at] = failing;
        const error = this.run(prior).done?.error;
        const place = `request ${at + 1} answered by ${name}`;
        assert.ok(error, `${place}: it goes on as if nothing had happened (or say "copes": true)`);
        assert.notEqual(error.kind, "internal", `${place}: an internal error: ${error.message}`);
      }
    }
  }

  unsigned() {
    const call = this.fixture.op.receive;
    const verifies = this.descriptor.secrets.some((need) => need.uses.includes("verify"));
    if (call === undefined || !verifies || this.fixture.expect?.error) return;
    const { headers: _headers, query: _query, ...bare } = call;
    const { done } = this.run([], { receive: bare });
    assert.equal(done?.error?.kind, "unauthorized", "a call that is unsigned is not `unauthorized`");
  }
}
