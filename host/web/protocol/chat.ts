import { nothingYet, withWaiting, type ChatState } from "./chat-state.ts";
import type { PageFrame, Request } from "./frames.ts";
import { newId } from "./ids.ts";
import type { Ports } from "./ports.ts";
import type { Shelf } from "./storage.ts";
import { TabGroup, type TabPorts } from "./tabs.ts";
import { VisitorClient } from "./visitor-client.ts";

/** What the visitor says before the first message. */
export interface StartForm {
  name: string;
  /** Answers to the form, and in `language` the language they chose, where they are asked (BCP 47). */
  fields: Record<string, string>;
  /** The first message, if it is known already. */
  text: string | null;
}

/** What a tab asks of the tab that holds the connection. */
type Action =
  | { kind: "request"; request: Request }
  | { kind: "retry"; id: string }
  | { kind: "discard"; id: string }
  | { kind: "typing"; on: boolean }
  | { kind: "read"; seq: number }
  | { kind: "page"; frame: PageFrame }
  | { kind: "identity"; token: string | null }
  | { kind: "forget" };

/** A chat on one page. */
export interface ChatOptions {
  url: string;
  channel: string;
  locale: string;
  ports: Ports;
  tabs: TabPorts;
  shelf: Shelf;
  /** Who the page says that the visitor is, in a token of its server's. */
  identity?: string | null;
  changed(state: ChatState): void;
  /** Another tab opened or closed its window, or changed the draft. */
  shared(key: string, value: unknown): void;
}

/** One visitor's chat, whichever of their tabs holds the connection. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #group: TabGroup<ChatState, Action>;
  /** Written here, not yet taken up by the tab that holds the connection. */
  #written: { id: string; text: string; at: number }[] = [];
  #told: ChatState = nothingYet;
  /** What this page says of the visitor, by its tag. */
  readonly #page = new Map<string, PageFrame>();
  /** Who this page says that the visitor is. */
  #identity: string | null;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#identity = options.identity ?? null;
    this.#group = new TabGroup<ChatState, Action>({
      name: `frontdesk:${options.channel}`,
      ports: options.ports,
      tabs: options.tabs,
      lead: (known, publish) => this.#lead(known, publish),
      state: (state) => this.#learn(state),
      shared: (key, value) => options.shared(key, value),
    });
  }

  /** Connects, or joins the tab that is connected. */
  join(): void {
    this.#group.join();
  }

  /** Asks for a conversation. */
  start(form: StartForm): void {
    this.#request({ t: "start", id: this.#id(), ...form });
  }

  /** The page says something of the visitor. */
  tell(frame: PageFrame): void {
    this.#page.set(frame.t, frame);
    this.#group.act({ kind: "page", frame });
  }

  /** The page says who the visitor is; null: they have signed out. */
  identify(token: string | null): void {
    this.#identity = token;
    this.#group.act({ kind: "identity", token });
  }

  /** Says to the gateway whose requests beside the socket are; null: it does not know the visitor. */
  token(): string | null {
    return this.#options.shelf.get("token");
  }

  /** Writes a message. It is shown at once. */
  send(text: string): void {
    const id = this.#id();
    this.#written.push({ id, text, at: this.#options.ports.now() });
    this.#request({ t: "message", id, text });
    this.#tell();
  }

  /** Tries a failed message again. */
  retry(id: string): void {
    this.#group.act({ kind: "retry", id });
  }

  /** Gives a failed message up. */
  discard(id: string): void {
    this.#group.act({ kind: "discard", id });
  }

  /** The visitor began or stopped typing. */
  typing(on: boolean): void {
    this.#group.act({ kind: "typing", on });
  }

  /** The visitor has seen everything up to `seq`. */
  read(seq: number): void {
    this.#group.act({ kind: "read", seq });
  }

  /** Ends the conversation. */
  end(): void {
    this.#request({ t: "end", id: this.#id() });
  }

  /** Leaves the line, to write a message instead. */
  divert(): void {
    this.#request({ t: "divert", id: this.#id() });
  }

  /** Says how it was, once it has ended. */
  rate(score: number, comment: string): void {
    const { conversation } = this.#told;
    if (conversation !== null) this.#request({ t: "rate", id: this.#id(), conversation, score, comment });
  }

  /** Puts an ended conversation away. */
  forget(): void {
    this.#group.act({ kind: "forget" });
  }

  /** Tells the visitor's other tabs something about the window. */
  share(key: string, value: unknown): void {
    this.#group.share(key, value);
  }

  /** Leaves; the conversation goes on in other tabs, or when the page is back. */
  close(): void {
    this.#group.close();
  }

  #request(request: Request): void {
    this.#group.act({ kind: "request", request });
  }

  #id(): string {
    return newId(this.#options.ports);
  }

  #lead(known: ChatState | null, publish: (state: ChatState) => void): { act(action: Action): void; stop(): void } {
    const { url, locale, ports, shelf } = this.#options;
    const client = new VisitorClient({ url, locale, ports, shelf, changed: publish, ...(known && { known }) });
    for (const frame of this.#page.values()) client.tell(frame);
    if (this.#identity !== null) client.identify(this.#identity);
    publish(client.state);
    client.start();
    return { act: (action) => act(client, action), stop: () => client.stop() };
  }

  #learn(state: ChatState): void {
    this.#told = state;
    const taken = new Set(state.lines.map(({ key }) => key));
    this.#written = this.#written.filter(({ id }) => !taken.has(id));
    this.#tell();
  }

  #tell(): void {
    const shown = this.#written.reduce((state, { id, text, at }) => withWaiting(state, id, text, at), this.#told);
    this.#options.changed(shown);
  }
}

function act(client: VisitorClient, action: Action): void {
  switch (action.kind) {
    case "request":
      client.request(action.request);
      break;
    case "retry":
      client.retry(action.id);
      break;
    case "discard":
      client.discard(action.id);
      break;
    case "typing":
      client.typing(action.on);
      break;
    case "read":
      client.read(action.seq);
      break;
    case "page":
      client.tell(action.frame);
      break;
    case "identity":
      client.identify(action.token);
      break;
    case "forget":
      client.forget();
      break;
  }
}
