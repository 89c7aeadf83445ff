// Invented plugins, and a pretend operator's side of the gateway that can be worked with.

import type { OperatorRest } from "../src/api/operator.ts";
import { ProblemError } from "../src/api/rest.ts";
import type { ConfigurationChange, DeadLetterDetail, InvitationDay, PluginDetail, PluginLogLevel, PluginLogLine, PluginRow, Problem } from "../src/api/types.ts";
import { ago } from "./data.ts";
import { translatorList } from "./translated.ts";

/** How the operator's side behaves. */
export interface OperatorScenario {
  readonly plugins: readonly PluginDetail[];
  /** The file on disk has mistakes. */
  readonly badConfiguration?: boolean;
  readonly noChanges?: boolean;
  /** Answers never come. */
  readonly silent?: boolean;
  /** What is done is refused. */
  readonly refuses?: boolean;
  readonly noLetters?: boolean;
}

function row(name: string, more: Partial<PluginRow>): PluginRow {
  return {
    name,
    role: "channel",
    title: "Web chat",
    component: "webchat",
    version: "0.1.0",
    digest: "4be1c09f7a52d8e36b10f4a9c77e52d1".repeat(2),
    file: "webchat.wasm",
    generation: 1,
    health: "running",
    since_at: ago(93_000),
    calls: 48_213,
    faults: 0,
    p50_us: 41,
    p95_us: 118,
    breaker: { kind: "closed" },
    outbox: null,
    last_error: null,
    earlier: null,
    ...more,
  };
}

const limits = [
  { key: "memory_mib", value: 64 },
  { key: "call_ms", value: 50 },
  { key: "calls_at_once", value: 32 },
  { key: "output_kib", value: 1_024 },
  { key: "log_lines", value: 64 },
];

function detail(plugin: PluginRow, more: Partial<PluginDetail> = {}): PluginDetail {
  return { plugin, instances: 4, memory_bytes: 4_718_592, asks: [], grants: [], wants: [], limits, at: ago(3), ...more };
}

export const allPlugins: readonly PluginDetail[] = [
  detail(
    row("crm-main", { role: "crm", title: "Contoso CRM", component: "contoso-crm", version: "2.3.1", file: "contoso-crm.wasm", digest: "a03d77be91c4465f8d20aa17e0b95c3e".repeat(2), generation: 7, health: "degraded", since_at: ago(1_900), calls: 1_204, faults: 3, p50_us: 1_400, p95_us: 38_000, last_error: { at: ago(340), cause: "denied", message: "it wanted to send a request to https://files.contoso.example, which is not granted; add the host to [connector.crm-main.grants] hosts, or leave it" }, earlier: { version: "2.2.0", digest: "77c1d5e2aa904b138f6610dd34fe5b29".repeat(2) } }),
    {
      grants: ["may send requests to https://api.contoso.example", "the secret “token” goes to https://api.contoso.example only; the plugin never sees it", "may keep values"],
      asks: ["sends requests to https://api.contoso.example and https://files.contoso.example", "keeps values", "the secret “token”: the API key from Contoso's settings, page “Integrations”"],
      wants: [{ what: "wants to send requests to https://files.contoso.example", toml: '[connector.crm-main.grants]\nhosts = ["https://api.contoso.example", "https://files.contoso.example"]\n', required: false }],
    },
  ),
  detail(row("shop-chat", { generation: 2, since_at: ago(4_000) }), { instances: 6, memory_bytes: 7_077_888 }),
  detail(
    row("sms-main", { title: "SMS by Example Telecom", component: "example-sms", version: "1.4.0", file: "example-sms.wasm", digest: "e7104ac95fb34d0ea8123cdd99b7f604".repeat(2), generation: 3, health: "quarantined", since_at: ago(760), calls: 911, faults: 12, p50_us: 230, p95_us: 50_000, breaker: { kind: "open", until_at: ago(-42) }, outbox: { waiting: 17, oldest_at: ago(95), dead_letters: 3 }, last_error: { at: ago(18), cause: "deadline", message: "it ran longer than 50 ms in send, five times within a minute" }, earlier: { version: "1.3.2", digest: "0a9c55".repeat(10) + "beef" } }),
    { grants: ["may send requests to https://sms.example.net"], asks: ["sends requests to https://sms.example.net"] },
  ),
  detail(row("translate-eu", { role: "translator", title: "Apertium", component: "apertium", version: "1.0.0", file: "apertium.wasm", calls: 310, p50_us: 21_000, p95_us: 96_000 }), { instances: 1, memory_bytes: 1_179_648 }),
  detail(
    row("translate", { role: "translator", title: "", component: "", version: "", digest: "", file: "translate.wasm", generation: 0, health: "failed", since_at: ago(30), calls: 0, p50_us: null, p95_us: null, last_error: { at: ago(30), cause: "signature", message: "translate.wasm.minisig is missing, and [plugins] require_signature is on; put the signature beside the file" } }),
    { instances: 0, memory_bytes: 0, limits: [] },
  ),
];

const levels: readonly PluginLogLevel[] = ["info", "debug", "info", "warn", "info", "debug", "error"];
const texts = ["sent one message in 212 ms", "a request to /v2/messages", "a receipt came", "the provider answers slowly: 1,840 ms", "sent one message in 187 ms", "signature checked", "the provider answered 500: <b>internal error</b>; trying again"];

function line(number: number): PluginLogLine {
  return { number, at: ago(Math.max(0, 900 - number * 7)), level: levels[number % 7] ?? "info", text: texts[number % 7] ?? "" };
}

const letters: readonly DeadLetterDetail[] = [
  letter("cnv_41.6", "out", "cnv_41", 140, 16, "the provider answered 500 sixteen times", '{"to":"+43 660 000","text":"Your parcel is on its way 🙂"}'),
  letter("cnv_38.2", "out", "cnv_38", 2_400, 1, "the provider said no for good: number not in service", '{"to":"+49 151 0","text":"Hello?"}'),
  letter("call_7f21a9c0", "in", null, 8_000, 2, "the component trapped twice over this call", 'POST https://chat.example/api/v1/channels/sms-main/webhook\nauthorization: (hidden)\ncontent-type: application/json\n\n<script>alert("shown as text")</script>\n{"messages":[{"id":"wamid.1","text":{"body":"…"}}]}'),
];

function letter(id: string, direction: "in" | "out", conversation: string | null, seconds: number, attempts: number, reason: string, payload: string): DeadLetterDetail {
  return { letter: { id, direction, conversation, at: ago(seconds), attempts, reason, bytes: new TextEncoder().encode(payload).length }, payload, payload_is_partial: direction === "in" };
}

const changes: readonly ConfigurationChange[] = [
  { key: "channel.shop-chat.greeting", before: '"Hello! How can we help?"', after: '"Hello! We answer within a minute."', needs_restart: false },
  { key: "channel.sms-main.limits.call_ms", before: "50", after: "120", needs_restart: false },
  { key: "queue.vip", before: null, after: 'title = "Key accounts", priority = 9', needs_restart: false },
  { key: "gateway.listen", before: '"127.0.0.1:8080"', after: '"0.0.0.0:8080"', needs_restart: true },
];

function problem(code: string, status: number, detail: string, more: Partial<Problem> = {}): ProblemError {
  return new ProblemError({ type: `urn:frontdesk:problem:${code}`, code, status, title: code, detail, ...more });
}

const refused = (): ProblemError => problem("plugin_refused", 409, "Checking its grants: the earlier version wants to keep values, which is not granted; what ran goes on.");

const badConfiguration = (): ProblemError =>
  problem("configuration_refused", 422, "The configuration that runs goes on, because 2 things are wrong with the one on disk; `errors` says what, where, and what helps.", {
    errors: [
      { place: "frontdesk.toml:12:9", problem: 'there is no queue "sals"', remedy: 'did you mean "sales"?' },
      { place: "frontdesk.toml:31:1", problem: "call_ms = 5000 is more than the 1000 ms that are allowed", remedy: "take 1 to 1000, or leave it out for 50" },
    ],
  });

/** `change` is told when something changed, as the gateway does over the socket. */
export function pretendOperator(scenario: OperatorScenario, pause: () => Promise<void>, change: () => void): OperatorRest {
  let plugins = scenario.plugins.map((plugin) => structuredClone(plugin));
  let dead = scenario.noLetters === true ? [] : [...letters];
  let lines = Array.from({ length: 120 }, (_, index) => line(index + 1));
  let taken = scenario.noChanges === true;
  const slowly = async (): Promise<void> => {
    await pause();
    if (scenario.silent === true) await new Promise(() => undefined);
  };
  const find = (name: string): PluginDetail => {
    const found = plugins.find(({ plugin }) => plugin.name === name);
    if (found === undefined) throw problem("not_found", 404, "There is nothing under this address.");
    return found;
  };
  const next = (name: string, more: Partial<PluginRow>): PluginDetail => {
    if (scenario.refuses === true) throw refused();
    const old = find(name);
    const plugin: PluginRow = { ...old.plugin, generation: old.plugin.generation + 1, calls: 0, faults: 0, p50_us: null, p95_us: null, since_at: new Date().toISOString(), health: "running", breaker: { kind: "closed" }, ...more };
    plugins = plugins.map((one) => (one === old ? { ...old, plugin } : one));
    lines = [...lines, { number: lines.length + 1, at: new Date().toISOString(), level: "info" as const, text: `generation ${plugin.generation} begins` }];
    setTimeout(change, 20);
    return find(name);
  };
  const bury = (id: string): void => {
    dead = dead.filter(({ letter }) => letter.id !== id);
  };
  return {
    async plugins() {
      await slowly();
      return { items: plugins.map(({ plugin }) => plugin), at: new Date().toISOString() };
    },
    async invitations(days) {
      await slowly();
      const day = (back: number): InvitationDay => ({
        day_at: new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - back * 86_400_000).toISOString(),
        channel: "shop-chat",
        invitation: back % 2 === 0 ? "pricing" : "checkout-help",
        shown: 120 + back,
        accepted: 14,
        declined: 31,
        expired: 74,
        shown_chatted: 19,
        held_out: 15,
        held_out_chatted: 1,
      });
      return { items: Array.from({ length: Math.min(days, 12) }, (_, back) => day(back)) };
    },
    async translators() {
      await slowly();
      return translatorList;
    },
    async plugin(name) {
      await slowly();
      return find(name);
    },
    async restart(name) {
      await slowly();
      await pause();
      return next(name, {});
    },
    async rollback(name) {
      await slowly();
      const { version, digest, earlier } = find(name).plugin;
      return next(name, { version: earlier?.version ?? version, digest: earlier?.digest ?? digest, earlier: { version, digest } });
    },
    async logs(_name, after) {
      await slowly();
      const items = lines.filter(({ number }) => number > after);
      return { items, next_after: items.at(-1)?.number ?? after, missed: 0 };
    },
    async deadLetters() {
      await slowly();
      return { items: dead.map(({ letter }) => letter), has_more: false };
    },
    async deadLetter(_name, id) {
      await slowly();
      const found = dead.find(({ letter }) => letter.id === id);
      if (found === undefined) throw problem("not_found", 404, "There is nothing under this address.");
      return found;
    },
    async sendAgain(_name, id) {
      await slowly();
      if (scenario.refuses === true) throw problem("busy", 503, "The gateway is busy. Try again in a moment.");
      bury(id);
    },
    async discard(_name, id) {
      await slowly();
      bury(id);
    },
    async changes() {
      await slowly();
      if (scenario.badConfiguration === true) throw badConfiguration();
      return { changes: taken ? [] : [...changes] };
    },
    async reload() {
      await slowly();
      if (scenario.badConfiguration === true) throw badConfiguration();
      const done = taken ? [] : [...changes];
      taken = true;
      return { changes: done };
    },
  };
}
