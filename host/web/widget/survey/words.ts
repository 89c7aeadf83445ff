interface Words {
  /** From the lowest score to the highest. */
  csat: readonly string[];
  least: string;
  most: string;
  comment: string;
  send: string;
  sending: string;
  thanks: string;
  refused: string;
}

const en: Words = {
  csat: ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"],
  least: "not at all likely",
  most: "very likely",
  comment: "Would you like to add anything? (optional)",
  send: "Send",
  sending: "Sending…",
  thanks: "Thank you for your answer.",
  refused: "Your answer could not be taken. Please try again.",
};

const de: Words = {
  csat: ["Sehr unzufrieden", "Unzufrieden", "Weder zufrieden noch unzufrieden", "Zufrieden", "Sehr zufrieden"],
  least: "sehr unwahrscheinlich",
  most: "sehr wahrscheinlich",
  comment: "Möchten Sie etwas hinzufügen? (freiwillig)",
  send: "Senden",
  sending: "Wird gesendet …",
  thanks: "Danke für Ihre Antwort.",
  refused: "Ihre Antwort konnte nicht angenommen werden. Bitte versuchen Sie es noch einmal.",
};

/** The survey's own words; in English where there are none. */
export function wordsOf(language: string): Words {
  return /^de(-|$)/i.test(language) ? de : en;
}
