// Invented channels, and conversations on those that a provider carries.

import type { AttachmentView, ChannelView, ConversationView, DeliveryView, HeldConversation, MessageView } from "../src/api/types.ts";
import { ago, contact, conversation, script } from "./data.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

const FILES = { bytes_max: 20 << 20, count_max: 5, types: ["image/png", "image/jpeg", "image/gif", "application/pdf", "text/plain"] };

function channel(id: string, title: string, more: Partial<ChannelView>): ChannelView {
  return { id, title, live: false, max_chars: 2_000, counting: "characters", delivered: true, read: true, window_s: null, window_extended_s: null, templates: [], can_initiate: false, address: `${id}-user`, files: FILES, ...more };
}

export const channels: ChannelView[] = [
  channel("shop-chat", "Shop website", { live: true, max_chars: 5_000, address: "visitor" }),
  channel("sms-at", "SMS Austria", { counting: "sms", max_chars: 1_600, read: false, can_initiate: true, address: "phone" }),
  channel("whatsapp", "WhatsApp", {
    max_chars: 4_096,
    window_s: DAY,
    can_initiate: true,
    address: "phone",
    templates: [
      { name: "order_update", language: "en_GB", text: "Hello {{1}}, there is news on your order {{2}}: {{3}}.\nReply to this message and we will answer." },
      { name: "order_update", language: "de", text: "Guten Tag {{1}}, es gibt Neues zu Ihrer Bestellung {{2}}: {{3}}." },
      { name: "call_back", language: "en_GB", text: "We have tried to reach you about your question. Write to us when it suits you." },
    ],
  }),
  channel("messenger", "Facebook page", { max_chars: 1_000, window_s: DAY, window_extended_s: 7 * DAY }),
  channel("x-dm", "X @lampshop", { max_chars: 10_000, window_s: DAY, files: null }),
];

const assigned = (seconds: number) => ({ kind: "assigned" as const, agent: "ana", assigned_at: ago(seconds) });

function hold(one: ConversationView, messages: readonly MessageView[]): HeldConversation {
  return { conversation: { ...one, last_seq: messages.length, agent_read: messages.length }, messages: [...messages] };
}

function withDelivery(messages: readonly MessageView[], states: readonly (DeliveryView | null)[]): MessageView[] {
  const left = [...states];
  return messages.map((message) => {
    const delivery = message.author.kind === "agent" ? left.shift() : null;
    return delivery === null || delivery === undefined ? message : { ...message, delivery };
  });
}

const come = (state: DeliveryView["state"], reason?: DeliveryView["reason"]): DeliveryView => ({ state, at: ago(20), ...(reason === undefined ? {} : { reason }) });

const marta = contact("Marta Huber", { person: "per_7", address: "+436601234567", locale: "de-AT", account_number: "AT-77 120", identities: [{ kind: "phone", value: "+436601234567" }, { kind: "customer:https://shop.example", value: "AT-77120" }, { kind: "email", value: "marta.huber@example.com" }] });
const marie = contact("Marie Lefèvre", { person: "per_7", address: "+33612345678", locale: "fr-FR" });

const sms = hold(
  conversation("cnv_61", marta, assigned(900), { channel: "sms-at", contact_wrote_at: ago(140) }),
  withDelivery(
    script(
      [
        "<Guten Tag, wo bleibt meine Lampe?",
        "joined",
        ">Hello Marta, I have found your parcel.",
        ">It left Linz this morning.",
        ">The driver will ring twice, and you can follow him here: https://track.example.com/p/8841",
        ">I am sending the number of the depot to your other phone as well.",
        "<Thank you. Can he come after four?",
        ">I have asked him.",
        ">One moment, please.",
      ],
      900,
      90,
    ),
    [
      come("read"),
      come("delivered"),
      come("sent"),
      come("failed", { cause: "recipient", message: "The number is not in service.", code: "30005" }),
      come("uncertain", { cause: "other", message: "The connection ended before the provider answered.", code: null }),
      null,
    ],
  ),
);

const file = (number: number, media: AttachmentView["media"], name: string | null, mime: string | null, bytes: number | null): AttachmentView => ({ number, media, name, mime, bytes });

function sends(seq: number, seconds: number, text: string, attachments: AttachmentView[]): MessageView {
  return { seq, at: ago(seconds), author: { kind: "contact" }, content: { kind: "text", text, attachments } };
}

const template: MessageView = {
  seq: 1,
  at: ago(22 * HOUR),
  author: { kind: "agent", agent: "ana", name: "Ana Lopes" },
  content: { kind: "text", text: "Hello Marie, there is news on your order 20 4481: it was delivered.\nReply to this message and we will answer.", template: "order_update" },
  delivery: come("read"),
};

const whatsapp = hold(
  conversation("cnv_62", marie, assigned(800), { channel: "whatsapp", contact_wrote_at: ago(21 * HOUR - 300), queue: "support" }),
  [
    template,
    sends(2, 21 * HOUR - 60, "It came broken, look:", [file(1, "image", "lamp.jpg", "image/jpeg", 284_112)]),
    sends(3, 21 * HOUR - 70, "", [file(9, "image", "receipt.png", "image/png", 99_000)]),
    sends(4, 21 * HOUR - 80, "", [file(3, "audio", "voice message", "audio/ogg", 48_200), file(4, "document", "Invoice 2210 of 14 October, corrected.pdf", "application/pdf", 1_402_000), file(5, "video", null, "video/mp4", 8_830_000)]),
    sends(5, 21 * HOUR - 300, "", [file(2, "sticker", null, "image/webp", 12_000)]),
  ],
);

const closed = hold(
  conversation("cnv_63", contact("Omar Haddad", { address: "+96170123456", person: "per_8" }), assigned(700), { channel: "whatsapp", contact_wrote_at: ago(27 * HOUR) }),
  withDelivery(script(["<Is the blue one back in stock?", "joined", ">I will ask the warehouse and come back to you."], 27 * HOUR, 120), [come("delivered")]),
);

const extended = hold(
  conversation("cnv_64", contact("Jule Brandt", { address: "7788123400911" }), assigned(600), { channel: "messenger", contact_wrote_at: ago(25 * HOUR) }),
  withDelivery(script(["<Hi! Do you repair old lamps?", "joined", ">We do, for up to ten years."], 25 * HOUR, 60), [come("sent")]),
);

const over = hold(
  conversation("cnv_65", contact("lightfan", { address: "2244994945" }), assigned(500), { channel: "x-dm", contact_wrote_at: ago(50 * HOUR) }),
  script(["<Do you ship to Norway?", "joined"], 50 * HOUR, 60),
);

const stopped = hold(
  conversation("cnv_66", contact("Piet Jansen", { address: "+31612345678", stopped_at: ago(130) }), assigned(400), { channel: "sms-at", contact_wrote_at: ago(131) }),
  [
    ...withDelivery(script(["<Where is my refund?", "joined", ">It was paid on Monday.", "<STOP"], 400, 90), [come("delivered")]),
    { seq: 5, at: ago(130), author: { kind: "system" }, content: { kind: "stopped", by: { kind: "contact" } } },
  ],
);

export const onChannels: HeldConversation[] = [sms, whatsapp, closed, extended, over, stopped];

/** What else the person of cnv_61 and cnv_62 has talked about. */
export const ofPerson: ConversationView[] = [
  whatsapp.conversation,
  sms.conversation,
  conversation("cnv_41", marta, { kind: "closed", closed_at: ago(3 * DAY), ended_by: { kind: "agent", agent: "bea" }, abandoned: false, disposition: "answered", note: "Wants calls after four." }, { channel: "sms-at", opened_at: ago(3 * DAY + 900), last_seq: 9 }),
  conversation("cnv_33", marie, { kind: "closed", closed_at: ago(40 * DAY), ended_by: { kind: "contact" }, abandoned: false, disposition: "order_changed", note: null }, { channel: "whatsapp", opened_at: ago(40 * DAY + 300), last_seq: 5 }),
  conversation("cnv_12", contact("Marta"), { kind: "closed", closed_at: ago(90 * DAY), ended_by: { kind: "contact" }, abandoned: true, disposition: null, note: null }, { channel: "shop-chat", opened_at: ago(90 * DAY + 60), last_seq: 1 }),
];

const said: Readonly<Record<string, readonly string[]>> = {
  cnv_41: ["<The dimmer hums. Is that normal?", "joined", ">A little, yes. Does it get warm?", "<No, only the sound.", ">Then all is well.", "<Good to know, thanks", "ended"],
  cnv_33: ["<Please send it to my office instead of my home, I am not there before six on any day of the week.", "joined", ">Done: it goes to the office.", "<Perfect!", "ended"],
  cnv_12: ["<Hello?", "ended"],
};

/** The transcript of one of them. */
export function transcriptOf(id: string): MessageView[] | null {
  const held = onChannels.find((one) => one.conversation.id === id);
  if (held !== undefined) return held.messages;
  const texts = said[id];
  return texts === undefined ? null : withDelivery(script(texts, 3 * DAY, 60, "Bea Stark", "bea"), [come("read"), come("read")]);
}
