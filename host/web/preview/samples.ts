import type { Invitation } from "../protocol/api.ts";
import { nothingYet, type ChatState, type Line } from "../protocol/chat-state.ts";
import type { PreviewPart } from "../protocol/preview.ts";

/** When the invented conversation began: its times stay the same from one look to the next. */
const BEGAN_AT = new Date(2026, 0, 12, 10, 24).getTime();
const MINUTE = 60_000;

/** What is said in it. A visitor writes in their own language, and this is a look at the window and not at them. */
const SAID: Record<string, readonly [string, string, string, string]> = {
  en: ["Hello, my order came without its lid.", "Hello Ann! I am sorry about that. Is it the one from https://shop.example.com/green?", "I can send you another one today.", "Yes, the green one. Thank you!"],
  de: ["Guten Tag, bei meiner Bestellung fehlt der Deckel.", "Guten Tag, Ann! Das tut mir leid. Ist es die von https://shop.example.com/gruen?", "Ich kann Ihnen heute noch einen schicken.", "Ja, die grüne. Danke!"],
};

const line = (seq: number, more: Partial<Line>): Line => ({ key: `seq-${seq}`, id: null, seq, from: "visitor", name: null, text: null, notice: null, at: BEGAN_AT + seq * MINUTE, sending: "sent", reason: null, ...more });

function lines(language: string, agent: string): Line[] {
  const [asks, answers, offers, thanks] = SAID[language.split("-")[0] ?? ""] ?? SAID["en"] ?? ["", "", "", ""];
  const from = { from: "agent", name: agent } as const;
  return [
    line(1, { text: asks }),
    line(2, { from: "system", name: agent, notice: "agent_joined" }),
    line(3, { ...from, text: answers }),
    line(4, { ...from, text: offers }),
    line(5, { text: thanks }),
  ];
}

/** How an invented chat stands for a part of the window. */
export function stateOf(part: PreviewPart, language: string): ChatState {
  const ready: ChatState = { ...nothingYet, link: "ready", wasReady: true, phase: { kind: "none" } };
  const begun: ChatState = { ...ready, conversation: "cnv_1" };
  const all = lines(language, "Bea");
  switch (part) {
    case "button":
    case "invitation":
    case "form":
      return ready;
    case "waiting":
      return { ...begun, phase: { kind: "queued", position: 2, since: BEGAN_AT, wait: 3 * MINUTE }, lines: all.slice(0, 1) };
    case "chat":
      return { ...begun, phase: { kind: "assigned", agent: "Bea" }, lines: all, agentRead: 5, visitorRead: 5, agentTyping: true };
    case "ended": {
      const end = line(6, { from: "system", notice: "ended" });
      return { ...begun, phase: { kind: "ended", by: "agent" }, lines: [...all, end], visitorRead: 6 };
    }
  }
}

/** An invitation for channels that have none. */
export const invitation: Invitation = {
  name: "preview",
  title: { en: "Can we help you?", de: "Können wir helfen?" },
  message: { en: "Somebody is free right now.", de: "Gerade ist jemand frei." },
  buttons: [{ label: { en: "Chat now", de: "Jetzt chatten" }, text: {} }],
  decline: { en: "No, thanks", de: "Nein, danke" },
  priority: 50,
  hold_out: 0,
  when: { kind: "exit" },
  caps: { per_session: 1, per_visitor: 1, cooldown_h: 0, after_decline_h: 0, after_chat_h: 0 },
};
