import { beforeEach, expect, it, vi } from "vitest";

import { Announcer } from "../app/announcer.svelte.ts";
import { Clock } from "../app/clock.svelte.ts";
import type { Memory } from "../app/memory.ts";
import type { ConsoleEvents, Outcome } from "../api/gateway.ts";
import type { Rest } from "../api/rest.ts";
import type { ChannelView, Command, ConversationView, Problem, Snapshot, UploadedFile } from "../api/types.ts";
import { at, byAgent, channel, conversation, offer, snapshot, text, wrapUp } from "../domain/fixtures.ts";
import { Desk } from "./desk.svelte.ts";

interface Sent {
  readonly command: Command;
  readonly id: string | undefined;
  readonly answer: (outcome: Outcome) => void;
}

const done: Outcome = { kind: "done", seq: null };
const no: Problem = { type: "urn:x", code: "x", status: 409, title: "t", detail: "The talk is over." };

/** A desk over a gateway that does what the test says. */
class Scene {
  readonly sent: Sent[] = [];
  readonly hints: Command[] = [];
  readonly announcer = new Announcer();
  readonly desk: Desk;
  tells!: ConsoleEvents;
  signedOut = false;
  /** The file that is on its way is there. */
  arrive: (file: UploadedFile) => void = () => undefined;
  channels: ChannelView[] = [];

  constructor(memory: Memory, session: Rest["session"] = () => Promise.resolve(null)) {
    const upload: Rest["upload"] = () => new Promise((arrived) => void (this.arrive = arrived));
    const rest = { session, upload, channels: () => Promise.resolve({ items: this.channels }) } as Partial<Rest> as Rest;
    this.desk = new Desk({
      rest,
      memory,
      clock: new Clock(),
      announcer: this.announcer,
      signedOut: () => (this.signedOut = true),
      connect: (events) => {
        this.tells = events;
        return {
          start: () => undefined,
          stop: () => undefined,
          wake: () => undefined,
          serverNow: () => Date.parse(at(0)),
          hint: (command) => void this.hints.push(command),
          send: (command, id) => new Promise((answer) => void this.sent.push({ command, id, answer })),
        };
      },
    });
    this.desk.start();
  }

  holds(...conversations: readonly ConversationView[]): this {
    const held: Snapshot["conversations"] = conversations.map((one) => ({ conversation: one, messages: [text(1, "hello")] }));
    this.tells.snapshot(snapshot({ conversations: held }));
    return this;
  }
}

function memory(): Memory {
  const kept = new Map<string, string>();
  return {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
  };
}

let tab: Memory;
beforeEach(() => {
  vi.useFakeTimers();
  tab = memory();
  return () => void vi.useRealTimers();
});

const settled = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

it("a message shows at once, and only once when it arrives", async () => {
  const { desk, sent, tells } = new Scene(tab).holds(conversation("a"));
  desk.draft("a", "hi there");
  expect(desk.sendDraft("a")).toBe(true);
  expect(desk.drafts.of("a")).toBe("");
  expect(desk.outbox.items.map((item) => item.text)).toEqual(["hi there"]);
  const id = sent[0]?.id ?? "";
  tells.event({ kind: "message_added", conversation: "a", message: text(2, "hi there", { author: byAgent, client_id: id }) });
  expect(desk.outbox.items).toEqual([]);
  sent[0]?.answer({ kind: "done", seq: 2 });
  await settled();
  expect(desk.held("a")?.messages).toHaveLength(2);
});

it("an answer that overtakes the message keeps it on the screen", async () => {
  const { desk, sent, tells } = new Scene(tab).holds(conversation("a"));
  desk.draft("a", "hi");
  desk.sendDraft("a");
  sent[0]?.answer({ kind: "done", seq: 2 });
  await settled();
  expect(desk.outbox.items).toHaveLength(1);
  tells.event({ kind: "message_added", conversation: "a", message: text(2, "hi", { author: byAgent, client_id: sent[0]?.id ?? "" }) });
  expect(desk.outbox.items).toEqual([]);
});

it("a refused message says why and is tried again under the same id", async () => {
  const { desk, sent } = new Scene(tab).holds(conversation("a"));
  desk.draft("a", "hi");
  desk.sendDraft("a");
  sent[0]?.answer({ kind: "refused", problem: no });
  await settled();
  expect(desk.outbox.items[0]).toMatchObject({ status: "failed", problem: "The talk is over." });
  desk.outbox.retry(sent[0]?.id ?? "");
  expect(sent.map(({ id }) => id)).toEqual([sent[0]?.id, sent[0]?.id]);
});

it("what was under way at a reload goes out again under the same id", () => {
  const before = new Scene(tab).holds(conversation("a"));
  before.desk.draft("a", "hi");
  before.desk.sendDraft("a");
  const after = new Scene(tab);
  expect(after.sent.map(({ id }) => id)).toEqual(before.sent.map(({ id }) => id));
});

it("drafts and places survive a reload, but not the conversation's end", () => {
  const before = new Scene(tab).holds(conversation("a"), conversation("b"));
  before.desk.draft("b", "half a word");
  before.tells.event({ kind: "conversation_removed", conversation: "a", reason: "requeued" });
  const after = new Scene(tab).holds(conversation("b"));
  expect(after.desk.drafts.of("b")).toBe("half a word");
  expect(after.desk.slot(1)).toBe("b");
  after.holds();
  expect(after.desk.drafts.of("b")).toBe("");
});

it("looking marks read once, and the badge is gone before the gateway answers", () => {
  const { desk, hints } = new Scene(tab).holds(conversation("a"));
  expect(desk.unreadTotal).toBe(1);
  desk.look("a");
  desk.look("a");
  expect(hints).toEqual([{ kind: "read", conversation: "a", seq: 1 }]);
  expect(desk.unreadTotal).toBe(0);
});

it("typing is told when it begins and when it stops, not with every key", async () => {
  const { desk, hints } = new Scene(tab).holds(conversation("a"));
  desk.draft("a", "h");
  desk.draft("a", "he");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(hints).toEqual([
    { kind: "typing", conversation: "a", on: true },
    { kind: "typing", conversation: "a", on: false },
  ]);
});

it("a command is not sent twice while it is under way, and a refusal is shown", async () => {
  const { desk, sent, tells } = new Scene(tab).holds();
  tells.event({ kind: "offer_presented", offer: offer("o1", "a") });
  void desk.accept("o1");
  void desk.accept("o1");
  expect(sent).toHaveLength(1);
  sent[0]?.answer({ kind: "refused", problem: no });
  await settled();
  expect(desk.refusal).toBe("The talk is over.");
  void desk.accept("o1");
  expect(sent).toHaveLength(2);
});

it("finishing sends null for what was left empty", () => {
  const { desk, sent } = new Scene(tab).holds(conversation("a", { state: wrapUp }));
  void desk.finish("a", "", "");
  expect(sent[0]?.command).toEqual({ kind: "finish_wrap_up", conversation: "a", disposition: null, note: null });
  sent[0]?.answer(done);
});

it("the keys find the next place and the one who waits longest", () => {
  const { desk } = new Scene(tab).holds(
    conversation("a", { unanswered_since_at: at(20) }),
    conversation("b"),
    conversation("c", { unanswered_since_at: at(10) }),
  );
  expect(desk.longestUnanswered()).toBe("c");
  expect(desk.neighbour(1)).toBe("a");
  desk.select("c");
  expect(desk.neighbour(1)).toBe("a");
  expect(desk.neighbour(-1)).toBe("b");
});

it("news of other conversations is spoken together, at most every ten seconds", () => {
  const { desk, tells, announcer } = new Scene(tab).holds(conversation("a"), conversation("b"));
  desk.select("a");
  const write = (seq: number): void => tells.event({ kind: "message_added", conversation: "b", message: text(seq, "x") });
  write(2);
  write(3);
  const now = Date.parse(at(0));
  desk.tick(now);
  expect(announcer.polite).toContain("2 new from Contact b");
  write(4);
  desk.tick(now + 5_000);
  expect(announcer.polite).toContain("2 new");
  desk.tick(now + 10_000);
  expect(announcer.polite).toContain("1 new");
});

it("a socket that is turned away asks whether the session is over", async () => {
  const over = new Scene(tab);
  over.tells.turnedAway();
  await settled();
  expect(over.signedOut).toBe(true);
  const restarting = new Scene(tab, () => Promise.reject(new Error("unreachable")));
  restarting.tells.turnedAway();
  await settled();
  expect(restarting.signedOut).toBe(false);
});

it("free text does not leave once the reply window is closed; the draft stays, and a template goes", async () => {
  const scene = new Scene(tab);
  const template = { name: "hello", language: "en", text: "Hello {{1}}" };
  scene.channels = [channel("wa", { window_s: 60, templates: [template] })];
  scene.tells.link("ready");
  await settled();
  const { desk, sent } = scene.holds(conversation("a", { channel: "wa", contact_wrote_at: at(-61) }));
  desk.draft("a", "too late");
  expect(desk.sendDraft("a")).toBe(false);
  expect([desk.drafts.of("a"), sent.length]).toEqual(["too late", 0]);
  expect(desk.sendTemplate("a", template, [""])).toBe(false);
  expect(desk.sendTemplate("a", template, ["Anna"])).toBe(true);
  expect(sent[0]?.command).toEqual({ kind: "send_template", conversation: "a", name: "hello", language: "en", values: ["Anna"] });
  expect(desk.outbox.items[0]?.text).toBe("Hello Anna");
});

it("a message that is not delivered is said aloud, whichever conversation is in view", () => {
  const { announcer, tells } = new Scene(tab).holds(conversation("a"));
  const said = vi.spyOn(announcer, "say");
  tells.event({ kind: "delivery_changed", conversation: "a", seq: 1, delivery: { state: "sent", at: at(0) } });
  expect(said).not.toHaveBeenCalled();
  const reason = { cause: "recipient", message: "No such number", code: "21211" };
  tells.event({ kind: "delivery_changed", conversation: "a", seq: 1, delivery: { state: "failed", at: at(0), reason } });
  expect(said).toHaveBeenCalledWith("A message to Contact a was not delivered: this address cannot be reached.");
});

it.each(["the answer", "the conversation"])("a conversation that the agent began is found when %s comes first", async (order) => {
  const { desk, sent, tells } = new Scene(tab).holds();
  const begun = desk.beginning.begin({ channel: "sms", address: "+436601234567", text: "hi", template: null });
  const arrive = (): void => tells.event({ kind: "conversation_added", held: { conversation: conversation("n"), messages: [text(1, "hi", { client_id: sent[0]?.id ?? "" })] } });
  if (order === "the conversation") arrive();
  expect(desk.beginning.begun).toBeNull();
  sent[0]?.answer(done);
  expect(await begun).toBeNull();
  if (order === "the answer") arrive();
  expect(desk.beginning.begun).toBe("n");
});

it("a first message that is refused begins nothing", async () => {
  const { desk, sent, tells } = new Scene(tab).holds();
  const begun = desk.beginning.begin({ channel: "sms", address: "+436601234567", text: "hi", template: null });
  sent[0]?.answer({ kind: "refused", problem: no });
  expect(await begun).toEqual(no);
  const contact = { ...conversation("n").contact, address: "+436601234567" };
  tells.event({ kind: "conversation_added", held: { conversation: conversation("n", { channel: "sms", contact }), messages: [] } });
  expect(desk.beginning.begun).toBeNull();
});

it("a message that is sent while its file is on its way goes out with it, unless it is changed", async () => {
  const scene = new Scene(memory());
  const chat = channel("chat", { files: { bytes_max: 1_000, count_max: 3, types: ["image/png"] } });
  scene.holds(conversation("a"));
  const { desk, sent } = scene;
  const cat = new File(["cat"], "cat.png", { type: "image/png" });
  const file: UploadedFile = { id: "fil_cat", name: "cat.png", media: "image", mime: "image/png", bytes: 3 };
  desk.draft("a", "like this");
  desk.attachments.add("a", [cat], chat);
  expect([desk.sendDraft("a"), sent.length, desk.drafts.of("a")]).toEqual([false, 0, "like this"]);
  scene.arrive(file);
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.command).toMatchObject({ kind: "send_files", text: "like this", files: ["fil_cat"] });
  expect(desk.drafts.of("a")).toBe("");

  desk.draft("a", "or th");
  desk.attachments.add("a", [cat], chat);
  desk.sendDraft("a");
  desk.draft("a", "or this one");
  scene.arrive(file);
  await vi.waitFor(() => expect(desk.attachments.waits("a")).toBe(false));
  expect([sent.length, desk.drafts.of("a")]).toEqual([1, "or this one"]);
});
