// An agent at a console who accepts every offer, over the console's own socket.
import WebSocket from "ws";
import { until } from "./until.js";

const PROTOCOL = 1;

export class Console {
  #socket;
  #commands = 0;
  #answers = new Map();
  /** Conversations on the desk with their messages, by id. */
  held = new Map();

  static async open(gateway, agent) {
    const console = new Console();
    const headers = { cookie: await gateway.signIn(agent), origin: gateway.origin };
    const socket = new WebSocket(`${gateway.origin.replace("http", "ws")}/api/v1/console/socket`, { headers });
    console.#socket = socket;
    socket.on("message", (data) => console.#hear(JSON.parse(data)));
    await new Promise((opened, failed) => socket.once("open", opened).once("error", failed));
    console.#tell({ kind: "hello", protocol: PROTOCOL });
    await console.do({ kind: "set_presence", presence: { kind: "available" } });
    return console;
  }

  #tell(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  #hear(frame) {
    if (frame.kind === "ping") this.#tell({ kind: "pong" });
    if (frame.kind === "done" || frame.kind === "refused") this.#answers.get(frame.id)?.(frame);
    if (frame.kind === "event") this.#learn(frame.event);
  }

  #learn(event) {
    switch (event.kind) {
      case "offer_presented":
        void this.do({ kind: "accept_offer", offer: event.offer.id });
        break;
      case "conversation_added":
        this.held.set(event.held.conversation.id, event.held);
        break;
      case "conversation_removed":
        this.held.delete(event.conversation);
        break;
      case "message_added":
        this.#desk(event.conversation).messages.push(event.message);
        break;
      case "delivery_changed":
        Object.assign(this.#message(event.conversation, event.seq) ?? {}, { delivery: event.delivery });
        break;
    }
  }

  /** What is known of a conversation; the agent's own first message comes before all else. */
  #desk(id) {
    if (!this.held.has(id)) this.held.set(id, { conversation: { id }, messages: [] });
    return this.held.get(id);
  }

  #message(conversation, seq) {
    return this.held.get(conversation)?.messages.find((message) => message.seq === seq);
  }

  /** Gives a command; the message's place where it writes one. An error if it was refused. */
  async do(command) {
    const id = `c-${(this.#commands += 1)}`;
    const answered = new Promise((answer) => this.#answers.set(id, answer));
    this.#tell({ kind: "command", id, command });
    const answer = await answered;
    if (answer.kind === "refused") throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(answer.problem)}`);
    return answer.seq;
  }

  /** The conversation of a channel whose contact has written this. */
  async talk(channel, text) {
    const said = ({ content }) => content.text === text;
    const find = () => [...this.held.values()].find((held) => held.conversation.channel === channel && held.messages.some(said));
    const held = await until(`"${text}" on ${channel}`, find, () => JSON.stringify([...this.held.values()]));
    return held.conversation.id;
  }

  /** Writes, and waits until the provider has it: how far it came. An error if it did not arrive. */
  async say(conversation, text) {
    return this.came(conversation, await this.do({ kind: "send_message", conversation, text }));
  }

  /** Writes first to somebody: how far it came. */
  async start(channel, address, template) {
    const before = new Set(this.held.keys());
    const seq = await this.do({ kind: "start_conversation", channel, address, template });
    const id = await until("the conversation", () => [...this.held.keys()].find((id) => !before.has(id)));
    return this.came(id, seq);
  }

  async came(conversation, seq) {
    const find = () => this.#message(conversation, seq)?.delivery;
    const { state, reason } = await until("an outcome", find, () => JSON.stringify(this.held.get(conversation)));
    if (state === "failed" || state === "uncertain") throw new Error(`${state}: ${JSON.stringify(reason)}`);
    return state;
  }

  async end(conversation) {
    await this.do({ kind: "end_conversation", conversation });
    await this.do({ kind: "finish_wrap_up", conversation, disposition: this.held.get(conversation).conversation.dispositions[0] });
  }

  close() {
    this.#socket.terminate();
  }
}
