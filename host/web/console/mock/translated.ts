// Invented conversations between people who share no language, and a translator that knows a few sentences.

import type { ConversationTranslationView, ConversationView, DraftTranslation, HeldConversation, MessageView, OfferView, OriginalView, TranslationView, TranslatorList } from "../src/api/types.ts";
import { ago, contact, conversation, offer } from "./data.ts";

const ENGINE = "apertium";
const on: ConversationTranslationView = { mode: "on", contact: "es", agent: "en" };
const assigned = (seconds: number) => ({ kind: "assigned" as const, agent: "ana", assigned_at: ago(seconds) });

const sentences: Readonly<Record<string, string>> = {
  "I have asked the warehouse.": "He preguntado al almacén.",
  "Your parcel 20 4481 leaves tomorrow, {name}.": "Su paquete 20 4481 sale mañana, {name}.",
};

/** What the contact would get. A text with "slow" or "fail" in it comes to grief. */
export function draft(text: string, between: ConversationTranslationView = on): DraftTranslation {
  const languages = { source: between.agent, target: between.contact };
  if (text.includes("slow")) return { ...languages, text: null, engine: null, failure: "timed_out" };
  if (text.includes("fail")) return { ...languages, text: null, engine: null, failure: "failed" };
  return { ...languages, text: sentences[text] ?? `(${between.contact}) ${text}`, engine: ENGINE };
}

function says(seq: number, seconds: number, text: string, translation: Partial<TranslationView> | null): MessageView {
  const message: MessageView = { seq, at: ago(seconds), author: { kind: "contact" }, content: { kind: "text", text } };
  if (translation === null) return message;
  return { ...message, translations: [{ source: "es", target: "en", at: ago(seconds - 1), text: null, engine: null, ...translation }] };
}

function answers(seq: number, seconds: number, text: string, original: Partial<OriginalView>): MessageView {
  const full: OriginalView = { text, source: "en", target: "es", engine: null, edited: false, ...original };
  return { seq, at: ago(seconds), author: { kind: "agent", agent: "ana", name: "Ana Lopes" }, content: { kind: "text", text, original: full } };
}

const done = (text: string): Partial<TranslationView> => ({ text, engine: ENGINE });

function hold(one: ConversationView, messages: readonly MessageView[]): HeldConversation {
  return { conversation: { ...one, last_seq: messages.length, agent_read: messages.length, contact_read: messages.length }, messages: [...messages] };
}

const lucia = contact("Lucía Fernández", { locale: "es-ES", account_number: "ES-88 120" });

const talk = hold(conversation("cnv_71", lucia, assigned(500), { translation: on }), [
  says(1, 520, "Hola, mi pedido 20 4481 no ha llegado todavía.", done("Hello, my order 20 4481 has not arrived yet.")),
  { seq: 2, at: ago(500), author: { kind: "system" }, content: { kind: "agent_joined", name: "Ana Lopes" } },
  answers(3, 470, "Buenos días, Lucía. Lo miro ahora mismo.", { text: "Good morning, Lucía. I am looking at it now.", engine: ENGINE }),
  answers(4, 440, "Salió de Linz el lunes; puede seguirlo aquí: https://track.example.com/p/8841", { text: "It left Linz on Monday; you can follow it here: https://track.example.com/p/8841", engine: ENGINE, edited: true }),
  says(5, 300, "Vale. ¿Y puedo cambiar la dirección?\nEstoy en la oficina hasta las seis.", done("Okay. And can I change the address?\nI am at the office until six.")),
  answers(6, 240, "Yes, until tomorrow noon.", { failure: "timed_out" }),
  says(7, 120, "Perdone, ¿qué significa eso?", { failure: "failed" }),
  says(8, 4, "¿Sigue ahí?", null),
]);

const second = hold(
  conversation("cnv_72", contact("Jean Moreau", { locale: "fr-FR" }), assigned(300), { translation: { mode: "off", contact: "fr", agent: "en" } }),
  [{ ...says(1, 300, "Bonjour, avez-vous cette lampe en bleu ?", null) }],
);

const same = hold(conversation("cnv_73", contact("Bob Kowalski"), assigned(200), { translation: { mode: "hidden", contact: "en", agent: "en" } }), [says(1, 190, "Hi, is my invoice ready?", null)]);

export const translated: HeldConversation[] = [talk, second, same];

const ofMia = offer("ofr_71", 79, contact("Mia Chen", { locale: "es-ES" }), "Hola, tengo un problema con mi pedido: falta una pieza.", 17, 31);
export const translatedOffer: OfferView = { ...ofMia, conversation: { ...ofMia.conversation, translation: on } };

export const translatorList: TranslatorList = {
  items: [
    {
      name: "translate-eu",
      resting: true,
      last_fault: "it took too long",
      pairs: [
        { source: "en", target: "es", state: "serves", at: ago(3_000), took_ms: 84, reason: null },
        { source: "es", target: "en", state: "serves", at: ago(3_000), took_ms: 91, reason: null },
        { source: "en", target: "de", state: "unsupported", at: ago(3_000), took_ms: null, reason: null },
        { source: "uk", target: "en", state: "useless", at: ago(3_000), took_ms: null, reason: null },
        { source: "fr", target: "en", state: "failed", at: ago(3_000), took_ms: null, reason: "connection refused" },
      ],
    },
  ],
};
