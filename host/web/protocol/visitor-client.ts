import {
  forgotten,
  isLive,
  lastSeq,
  nothingYet,
  withConversation,
  withMessage,
  withOriginal,
  withSending,
  withState,
  withWait,
  withWaiting,
  type ChatState,
  type Rating,
} from "./chat-state.ts";
import { readFrame, type MessageFrame, type PageFrame, type RefusedFrame, type Request, type VisitorFrame } from "./frames.ts";
import { Outbox, type Entry } from "./outbox.ts";
import type { Cancel, Ports } from "./ports.ts";
import { ReconnectingSocket, type Link } from "./socket.ts";
import type { Shelf } from "./storage.ts";

/** No acknowledgement for this long: the line is bad, or the gateway is. */
const ACK_MS = 15_000;
/** Connections on which a request may stay without an answer before it counts as failed. */
const UNANSWERED_MAX = 3;
/** Times the gateway may say "later" to a request before it counts as failed: with growing pauses, about a minute. */
const LATER_MAX = 8;
/** The first pause after "later"; it doubles. The gateway's own wish counts when it is longer. */
const LATER_MS = 250;
/** The pause after the gateway said "too many" or "busy" by closing. */
const BUSY_MS = 5_000;
/** An agent who stopped without saying so does not type for ever. */
const TYPING_MS = 30_000;

/** What was said of a wait holds for as long as itself, within these bounds. */
const WAIT_MS_MIN = 60_000;
const WAIT_MS_MAX = 3_600_000;

/** Close codes of the gateway. */
const TOKEN_REFUSED = 4001;
const BAD_HELLO = 4000;
const SLOW_DOWN = [4008, 4009, 4013];

/** Where to connect, and as whom. */
export interface VisitorOptions {
  url: string;
  locale: string;
  ports: Ports;
  shelf: Shelf;
  /** What another tab knew already. */
  known?: ChatState;
  /** Told after every change. */
  changed: (state: ChatState) => void;
}

/** What the shelf keeps of a conversation under `chat`. The loader reads `live` too. */
export interface KeptChat {
  conversation: string;
  live: boolean;
  read: number;
}

/**
 * One visitor's side of the web-chat socket. Holds the connection, the transcript and the outbox, and
 * keeps three promises: nothing typed is lost, nothing is shown twice, the order is the gateway's.
 */
export class VisitorClient {
  readonly #options: VisitorOptions;
  readonly #ports: Ports;
  readonly #shelf: Shelf;
  readonly #outbox: Outbox;
  readonly #socket: ReconnectingSocket;
  #state: ChatState;
  /** The id that is on its way. */
  #flying: string | null = null;
  #ackTimer: Cancel | null = null;
  #typingTimer: Cancel | null = null;
  #pauseTimer: Cancel | null = null;
  #waitTimer: Cancel | null = null;
  #caughtUp = false;
  /** What the page says of the visitor, by its tag. */
  readonly #page = new Map<string, PageFrame>();
  /** Who the visitor is, in a token of the site's server. */
  #identity: string | null = null;
  #gaps = 0;

  constructor(options: VisitorOptions) {
    this.#options = options;
    this.#ports = options.ports;
    this.#shelf = options.shelf;
    this.#outbox = new Outbox(options.shelf);
    this.#state = restored(options.known ?? nothingYet, this.#outbox, readChat(options.shelf));
    this.#socket = new ReconnectingSocket(options.url, options.ports, {
      opened: () => this.#hello(),
      frame: (json) => this.#receive(json),
      link: (link) => this.#linked(link),
      closed: (code) => this.#closed(code),
    });
  }

  /** What is shown. */
  get state(): ChatState {
    return this.#state;
  }

  /** Connects. */
  start(): void {
    this.#socket.start();
  }

  /** Disconnects for good; the outbox stays on the shelf. */
  stop(): void {
    this.#socket.stop();
    this.#pauseTimer?.();
    this.#typingTimer?.();
    this.#waitTimer?.();
  }

  /** Puts a request into the outbox. The same id again changes nothing. */
  request(request: Request): void {
    const at = this.#ports.now();
    const known = this.#state.lines.some(({ id }) => id === request.id);
    if (known || !this.#outbox.add(request, at)) return;
    if (request.t === "message") this.#set(withWaiting(this.#state, request.id, request.text, at));
    if (request.t === "start") this.#set({ ...forgotten(this.#state), starting: { kind: "asked" } });
    if (request.t === "rate") this.#set({ ...this.#state, rating: "asked" });
    this.#flush();
  }

  /** Tries a failed message again, under the same id. */
  retry(id: string): void {
    if (this.#outbox.find(id)?.failed === null) return;
    this.#outbox.revive(id);
    this.#set(withSending(this.#state, id, "queued", null));
    this.#flush();
  }

  /** Gives a failed message up. */
  discard(id: string): void {
    this.#outbox.remove(id);
    const lines = this.#state.lines.filter(({ key, seq }) => key !== id || seq !== null);
    this.#set({ ...this.#state, lines });
  }

  /** The page says something of the visitor. The gateway forgets it with the connection, so each one begins with it. */
  tell(frame: PageFrame): void {
    if (JSON.stringify(frame) === JSON.stringify(this.#page.get(frame.t))) return;
    this.#page.set(frame.t, frame);
    if (this.#caughtUp) this.#send(frame);
  }

  /** The page says who the visitor is, in a token of its server's; null: they have signed out, and nothing of theirs stays. */
  identify(token: string | null): void {
    if (token !== null && token === this.#identity) return;
    this.#identity = token;
    if (token === null) this.#startOver(true);
    this.#socket.reconnect();
  }

  /** The visitor began or stopped typing. */
  typing(on: boolean): void {
    if (this.#caughtUp && this.#state.phase.kind === "assigned") this.#send({ t: "typing", on });
  }

  /** The visitor has seen everything up to `seq`. */
  read(seq: number): void {
    if (seq <= this.#state.visitorRead || seq > lastSeq(this.#state)) return;
    this.#set({ ...this.#state, visitorRead: seq });
    if (this.#caughtUp) this.#send({ t: "read", seq });
  }

  /** Puts an ended conversation away, to make room for the form. */
  forget(): void {
    if (isLive(this.#state)) return;
    for (const { request, failed } of this.#outbox.entries) {
      if (failed !== null) this.#outbox.remove(request.id);
    }
    this.#set({ ...forgotten(this.#state), lines: [], starting: { kind: "no" } });
  }

  #hello(): void {
    // What may be chosen is told anew.
    if (this.#state.choices.length > 0) this.#set({ ...this.#state, choices: [] });
    this.#send({
      t: "hello",
      v: 1,
      token: this.#shelf.get("token"),
      conversation: this.#state.conversation,
      after: lastSeq(this.#state),
      locale: this.#options.locale,
      identity: this.#identity,
    });
  }

  #receive(json: Record<string, unknown>): void {
    const frame = readFrame(json);
    if (frame === null) return;
    switch (frame.t) {
      case "welcome":
        this.#shelf.set("token", frame.token);
        this.#socket.ready();
        break;
      case "ping":
        this.#send({ t: "pong" });
        break;
      case "ack":
        this.#acknowledged(frame.id, frame.conversation, frame.seq, frame.at);
        break;
      case "message":
        this.#message(frame);
        break;
      case "state":
        this.#set(withState(this.#state, frame));
        this.#catchUp();
        break;
      case "wait":
        if (frame.conversation === this.#state.conversation) this.#wait(frame.estimate_ms);
        break;
      case "choices":
        if (frame.conversation === this.#state.conversation) this.#set({ ...this.#state, choices: frame.choices });
        break;
      case "typing":
        this.#agentTyping(frame.on);
        break;
      case "read":
        this.#set({ ...this.#state, agentRead: Math.max(this.#state.agentRead, frame.seq) });
        break;
      case "refused":
        this.#refused(frame);
        break;
    }
  }

  /**
   * The first `state` after `welcome`: what waits may go out. Usually everything missed is here by then;
   * when the transcript begins anew, the gateway says `state` first and answers after the replay.
   */
  #catchUp(): void {
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    for (const frame of this.#page.values()) this.#send(frame);
    if (this.#state.visitorRead > 0) this.#send({ t: "read", seq: this.#state.visitorRead });
    this.#flush();
  }

  #message(frame: MessageFrame): void {
    const last = lastSeq(this.#state);
    if (frame.seq <= last) {
      this.#set(withOriginal(this.#state, frame));
      return;
    }
    if (frame.seq > last + 1) {
      this.#gaps += 1;
      this.#socket.reconnect((this.#gaps - 1) * 1_000);
      return;
    }
    this.#gaps = 0;
    if (frame.id !== null && frame.from === "visitor") this.#outbox.remove(frame.id);
    this.#set(withMessage(this.#state, frame));
    if (frame.id !== null && frame.id === this.#flying) this.#landed();
  }

  #acknowledged(id: string, conversation: string | null, seq: number | null, at: number): void {
    const entry = this.#outbox.remove(id);
    if (entry?.request.t === "start") {
      const next = conversation === null ? this.#state : withConversation(this.#state, conversation);
      this.#set({ ...next, starting: { kind: "no" } });
    }
    if (entry?.request.t === "rate") this.#rated(entry.request.conversation, "kept");
    if (entry?.request.t === "message") this.#numbered(id, entry.request.text, seq, at);
    if (id === this.#flying) this.#landed();
  }

  /** The acknowledgement of a message is as good as the message itself, when it is the next one. */
  #numbered(id: string, text: string, seq: number | null, at: number): void {
    if (seq === lastSeq(this.#state) + 1) {
      this.#message({ t: "message", seq, id, from: "visitor", name: null, text, notice: null, at });
    } else {
      this.#set(withSending(this.#state, id, "sent", null));
    }
  }

  #refused(frame: RefusedFrame): void {
    // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
    if (frame.code === "identity_refused" || frame.code === "bad_details") console.error(`Frontdesk: ${frame.message}`);
    if (!this.#caughtUp && frame.id === null) {
      // For good: the gateway closes with a code that says what to do about it.
      if (frame.retry_ms !== null) this.#socket.reconnect(frame.retry_ms);
      return;
    }
    const entry = frame.id === null ? null : this.#outbox.find(frame.id);
    if (entry === null) return;
    const again = frame.retry_ms !== null && this.#outbox.tryAgain(entry.request.id, LATER_MAX);
    if (!again) this.#give(entry, frame.code, frame.field);
    this.#landed(again ? Math.max(frame.retry_ms ?? 0, LATER_MS * 2 ** entry.tries) : 0);
  }

  /** A request failed: a message says so, a start shows why, an end has nothing left to end. */
  #give({ request }: Entry, code: string, field: string | null = null): void {
    if (request.t === "message") {
      this.#outbox.fail(request.id, code);
      this.#set(withSending(this.#state, request.id, "failed", code));
      return;
    }
    this.#outbox.remove(request.id);
    if (request.t === "start") this.#set({ ...this.#state, starting: { kind: "refused", code, field } });
    // Another tab, or an earlier page, was faster: that one counts.
    if (request.t === "rate") this.#rated(request.conversation, code === "rated_already" ? "kept" : "refused");
  }

  /** Another conversation may be shown by now. */
  #rated(conversation: string, rating: Rating): void {
    if (this.#state.conversation === conversation) this.#set({ ...this.#state, rating });
  }

  /** How long the wait will probably be. Once so much time has passed without another word, it was wrong. */
  #wait(ms: number | null): void {
    this.#waitTimer?.();
    this.#waitTimer = ms === null ? null : this.#ports.after(Math.min(Math.max(ms, WAIT_MS_MIN), WAIT_MS_MAX), () => this.#wait(null));
    this.#set(withWait(this.#state, ms));
  }

  #agentTyping(on: boolean): void {
    this.#typingTimer?.();
    this.#typingTimer = on ? this.#ports.after(TYPING_MS, () => this.#agentTyping(false)) : null;
    if (on !== this.#state.agentTyping) this.#set({ ...this.#state, agentTyping: on });
  }

  /** Sends the oldest request that waits, unless one is on its way. */
  #flush(): void {
    if (!this.#caughtUp || this.#flying !== null || this.#pauseTimer !== null) return;
    const entry = this.#outbox.next;
    if (entry === null || !this.#send(entry.request)) return;
    this.#flying = entry.request.id;
    this.#ackTimer = this.#ports.after(ACK_MS, () => this.#unanswered(entry));
  }

  /** What was on its way has been answered: the next, after a pause when the gateway asks for one. */
  #landed(pauseMs = 0): void {
    this.#ackTimer?.();
    this.#ackTimer = null;
    this.#flying = null;
    if (pauseMs > 0) {
      this.#pauseTimer?.();
      this.#pauseTimer = this.#ports.after(pauseMs, () => {
        this.#pauseTimer = null;
        this.#flush();
      });
    }
    this.#flush();
  }

  #unanswered(entry: Entry): void {
    if (!this.#outbox.tryAgain(entry.request.id, UNANSWERED_MAX)) this.#give(entry, "no_answer");
    this.#socket.reconnect();
  }

  #linked(link: Link): void {
    if (link !== "ready") {
      this.#caughtUp = false;
      this.#ackTimer?.();
      this.#ackTimer = null;
      this.#flying = null;
      this.#agentTyping(false);
      this.#wait(null);
    }
    this.#set({ ...this.#state, link, wasReady: this.#state.wasReady || link === "ready" });
  }

  #closed(code: number): void {
    if (code === TOKEN_REFUSED) {
      this.#startOver(this.#identity !== null);
      this.#socket.reconnect();
    } else if (code === BAD_HELLO) {
      this.#set(forgotten(this.#state));
      this.#socket.reconnect(BUSY_MS);
    } else if (SLOW_DOWN.includes(code)) {
      this.#socket.reconnect(BUSY_MS);
    }
  }

  /** As a new visitor. What somebody else has written and not yet sent is never sent in their name. */
  #startOver(isSomebodyElse: boolean): void {
    this.#shelf.set("token", null);
    if (isSomebodyElse) for (const { request } of this.#outbox.entries) this.discard(request.id);
    this.#set(forgotten(this.#state));
  }

  #send(frame: VisitorFrame): boolean {
    return this.#socket.send(frame);
  }

  #set(state: ChatState): void {
    if (state === this.#state) return;
    const before = this.#state;
    this.#state = state;
    if (keptOf(before) !== keptOf(state)) this.#shelf.set("chat", keptOf(state));
    this.#options.changed(state);
  }
}

/** What the shelf keeps of a state. A phase that is not known yet leaves the shelf as it was. */
function keptOf(state: ChatState): string | null {
  if (state.conversation === null) return null;
  const kept: KeptChat = {
    conversation: state.conversation,
    live: isLive(state) || state.phase.kind === "unknown",
    read: state.visitorRead,
  };
  return JSON.stringify(kept);
}

/** What an earlier page knew of the conversation. */
export function readChat(shelf: Shelf): KeptChat | null {
  try {
    const kept = JSON.parse(shelf.get("chat") ?? "null") as Partial<KeptChat> | null;
    if (typeof kept?.conversation !== "string") return null;
    const { conversation, live, read } = kept;
    return { conversation, live: live === true, read: typeof read === "number" ? read : 0 };
  } catch {
    return null;
  }
}

/** The state a page begins with: the known conversation, and what waits in the outbox. */
function restored(known: ChatState, outbox: Outbox, kept: KeptChat | null): ChatState {
  let state: ChatState = { ...known, link: "stopped", agentTyping: false };
  if (state.conversation === null && kept !== null) {
    state = { ...state, conversation: kept.conversation, visitorRead: kept.read };
  }
  for (const { request, at, failed } of outbox.entries) {
    if (request.t === "message") {
      state = withWaiting(state, request.id, request.text, at);
      if (failed !== null) state = withSending(state, request.id, "failed", failed);
    }
    if (request.t === "start") state = { ...state, starting: { kind: "asked" } };
    if (request.t === "rate" && request.conversation === state.conversation) state = { ...state, rating: "asked" };
  }
  return state;
}
