interface Words {
  subject: string;
  text: string;
  send: string;
  sending: string;
  /** `when`: a day and a time. */
  opens: (when: string) => string;
  thanks: string;
  thanksMore: string;
  failed: string;
  later: string;
  again: string;
  close: string;
  email: string;
}

const en: Words = {
  subject: "Subject",
  text: "Your message",
  send: "Send message",
  sending: "Sending…",
  opens: (when) => `We are back ${when}.`,
  thanks: "Thank you. We have your message.",
  thanksMore: "We will answer by e-mail.",
  failed: "Your message could not be sent. It is still here: please try again.",
  later: "Too many messages come from your network. Please try again in a few minutes.",
  again: "Chat instead",
  close: "Close",
  email: "Email",
};

const de: Words = {
  subject: "Betreff",
  text: "Ihre Nachricht",
  send: "Nachricht senden",
  sending: "Wird gesendet …",
  opens: (when) => `Wir sind wieder da: ${when}.`,
  thanks: "Danke. Wir haben Ihre Nachricht.",
  thanksMore: "Wir antworten Ihnen per E-Mail.",
  failed: "Ihre Nachricht konnte nicht gesendet werden. Sie steht noch hier: Bitte versuchen Sie es noch einmal.",
  later: "Aus Ihrem Netz kommen zu viele Nachrichten. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  again: "Doch chatten",
  close: "Schließen",
  email: "E-Mail",
};

/** The form's own words; in English where there are none. */
export function wordsOf(language: string): Words {
  return /^de(-|$)/i.test(language) ? de : en;
}

/** A moment as a person says it: a day and a time. */
export function whenOf(at: number, language: string): string {
  const how: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };
  try {
    return new Intl.DateTimeFormat(language, how).format(at);
  } catch {
    return new Intl.DateTimeFormat("en", how).format(at);
  }
}
