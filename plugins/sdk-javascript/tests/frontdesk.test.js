// What the SDK promises: addresses, requests, errors, and functions that run from the top.
import assert from "node:assert/strict";
import test from "node:test";

import { Cx, Response, errorOf, exportsOf, get, join, jsonOf, post, rejected, shaped, verifyHmac } from "../frontdesk.js";

const host = { settings: () => '{"key":1}', now: () => 7, log: () => {} };
const ok = (text, status = 200) => ({ tag: "ok", val: { status, headers: [], body: { tag: "text", val: text } } });
const err = (tag, val) => ({ tag: "err", val: { tag, val } });
const cx = (...prior) => new Cx(host, null, "ref-1", prior);
/** What the function throws. */
const thrown = (work) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: "it throws nothing" });
};

test("what a contact says stays one segment of an address", () => {
  assert.equal(join("https://a.example/v1/", "people", "../x?y#z", "é"), "https://a.example/v1/people/..%2Fx%3Fy%23z/%C3%A9");
  assert.equal(join("https://a.example", ".."), "https://a.example/%252E%252E");
});

test("a request is the contract's", () => {
  const made = post("https://a.example/x?a=1", { query: { "q r": "1&2" }, json: { b: 2 }, bearer: "token", accept: [404] });
  assert.deepEqual(made, {
    method: "post",
    url: "https://a.example/x?a=1&q%20r=1%262",
    headers: [],
    body: { tag: "json", val: '{"b":2}' },
    auth: { tag: "bearer", val: "token" },
    timeoutMs: null,
    idempotency: null,
    accept: [404],
  });
});

test("each run goes as far as the answers reach", () => {
  const work = (cx) => cx.fetch(get("https://a.example/1")).text + cx.fetch(get("https://a.example/2")).text;
  const wanted = (step) => step.val.map((one) => one.url);
  assert.deepEqual(wanted(cx().run(work)), ["https://a.example/1"]);
  assert.deepEqual(wanted(cx(ok("a")).run(work)), ["https://a.example/2"]);
  assert.deepEqual(cx(ok("a"), ok("b")).run(work), { tag: "done", val: "ab" });
});

test("what was answered before a crash is not run again", () => {
  const work = (cx) => cx.fetchAll([1, 2, 3].map((n) => get(`https://a.example/${n}`))).map((answer) => answer.text);
  const step = cx(ok("a")).run(work);
  assert.deepEqual(step.val.map((one) => one.url), ["https://a.example/2", "https://a.example/3"]);
  assert.deepEqual(cx(ok("a"), ok("b"), ok("c")).run(work), { tag: "done", val: ["a", "b", "c"] });
});

test("catching the way out does not lose the request", () => {
  const step = cx().run((cx) => {
    try {
      cx.fetch(get("https://a.example/1"));
    } catch {
      // A connector that catches everything.
    }
    return "done";
  });
  assert.equal(step.tag, "fetch");
});

test("every failure has a kind, and names the host only", () => {
  const status = (code, headers = []) => err("status", { status: code, headers, body: { tag: "text", val: "" } }).val;
  const kind = (failure) => errorOf(failure, "a.example").record.kind;
  assert.equal(kind({ tag: "timeout" }), "transient");
  assert.equal(kind({ tag: "connect", val: "refused" }), "transient");
  assert.equal(kind({ tag: "denied", val: "grant it" }), "misconfigured");
  assert.equal(kind({ tag: "too-large", val: 9 }), "rejected");
  for (const [code, wanted] of [[401, "misconfigured"], [408, "transient"], [404, "rejected"], [500, "transient"]]) {
    assert.equal(kind(status(code)), wanted, String(code));
  }
  const limited = errorOf(status(429, [{ name: "retry-after", value: "2" }]), "a.example").record;
  assert.deepEqual(limited, { kind: "rate-limited", message: "a.example answered 429", code: "429", retryAfterMs: 2000 });
  const left = thrown(() => cx(err("timeout")).run((cx) => cx.fetch(get("https://u@a.example/people?email=ann"))));
  assert.equal(left.message, "a.example did not answer in time");
});

test("an answer of another shape may pass, and is not repeated", () => {
  const answer = new Response({ status: 200, headers: [], body: { tag: "text", val: "ann@example.com" } });
  const error = thrown(() => answer.json());
  assert.equal(error.record.kind, "transient");
  for (const text of ["", "null", "7", '"x"', "{"]) {
    const other = new Response({ status: 200, headers: [], body: { tag: "text", val: text } });
    assert.equal(thrown(() => other.json()).record.kind, "transient", text);
    assert.equal(thrown(() => jsonOf({ body: { tag: "text", val: text } })).record.kind, "invalid", text);
  }
  assert.ok(!error.message.includes("ann@"));
});

test("the types of what a provider answers can be told", () => {
  const fits = shaped({ id: "string", at: "number?" });
  for (const right of [{ id: "a" }, { id: "a", at: null }, { id: "a", at: 1, more: [] }]) assert.ok(fits(right));
  for (const wrong of [null, 7, [], {}, { id: null }, { id: 7 }, { id: "a", at: "1" }]) assert.ok(!fits(wrong));
});

test("what is nested too deep for the stack is no JSON", () => {
  const json = (text) => new Response({ status: 200, headers: [], body: { tag: "text", val: text } }).json();
  const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);
  assert.equal(json(nested(500)).length, 1);
  assert.equal(thrown(() => json(nested(501))).record.kind, "transient");
  assert.equal(thrown(() => json('{"a":['.repeat(251))).record.kind, "transient");
  // Brackets in strings are none, neither more nor fewer.
  assert.equal(json(JSON.stringify({ a: "[".repeat(1_000), b: '"[\\'.repeat(600) })).a.length, 1_000);
  assert.equal(thrown(() => json('["]",'.repeat(501))).record.kind, "transient");
  assert.equal(thrown(() => json("[".repeat(400) + '"' + "[".repeat(400))).message, "an answer with status 200 is not JSON");
  const people = { items: Array.from({ length: 2_000 }, (_, n) => ({ id: `p${n}`, tags: [] })) };
  assert.deepEqual(json(JSON.stringify(people)), people);
  assert.equal(thrown(() => jsonOf({ body: { tag: "text", val: nested(501) } })).record.kind, "invalid");
});

test("a mistake is told by its place, not by its words", () => {
  const { crm } = exportsOf.crm({ find: () => JSON.parse("ann@example.com") }, host, null);
  const find = { tag: "find", val: { what: { tag: "text", val: "x" } } };
  const error = thrown(() => crm.run(find, "ref-1", []));
  assert.equal(error.kind, "internal");
  assert.match(error.message, /^SyntaxError thrown at /);
  assert.ok(!error.message.includes("ann@"));
  assert.equal(thrown(() => crm.run({ tag: "open-case", val: {} }, "ref-1", [])).kind, "unsupported");
  assert.equal(rejected("no").record.kind, "rejected");
});

test("codes are read in both encodings, and a refused secret is for the operator", () => {
  const verify = (value, options, answers) => {
    const seen = [];
    const hmacVerify = (...given) => (seen.push(given), answers());
    const call = { headers: [{ name: "x-code", value }], body: { tag: "text", val: "" } };
    verifyHmac({ host: { hmacVerify } }, call, { secret: "key", header: "x-code", ...options });
    return [...seen[0][3]];
  };
  const yes = () => true;
  assert.deepEqual(verify("v1=00fFa0", { prefix: "v1=" }, yes), [0, 255, 160]);
  assert.deepEqual(verify("aGk=", { encoding: "base64" }, yes), [104, 105]);
  assert.deepEqual(verify("_-8", { encoding: "base64" }, yes), [255, 239]);
  for (const code of ["0", "0g", ""]) {
    const options = code === "" ? { prefix: "v1=" } : {};
    assert.equal(thrown(() => verify(code, options, yes)).record.kind, "unauthorized", code);
  }
  assert.equal(thrown(() => verify("00", {}, () => false)).record.kind, "unauthorized");
  const denied = () => {
    throw { tag: "denied", val: "grant it" };
  };
  const { kind, message } = thrown(() => verify("00", {}, denied)).record;
  assert.deepEqual([kind, message], ["misconfigured", "grant it"]);
});
