interface Words {
  attach: string;
  stop: (name: string) => string;
  retry: string;
  dismiss: string;
  sent: (name: string) => string;
  /** Why one was not sent. */
  tooLarge: (mib: number) => string;
  kind: string;
  enough: string;
  over: string;
  failed: string;
}

const en: Words = {
  attach: "Send a file",
  stop: (name) => `Do not send ${name}`,
  retry: "Try again",
  dismiss: "Dismiss",
  sent: (name) => `${name} was sent.`,
  tooLarge: (mib) => `It is larger than ${mib} MB.`,
  kind: "Files of this kind cannot be sent here.",
  enough: "These are too many files for now. Please try again later.",
  over: "Nobody is there to take it any more.",
  failed: "It was not sent.",
};

const de: Words = {
  attach: "Datei senden",
  stop: (name) => `${name} nicht senden`,
  retry: "Noch einmal",
  dismiss: "Verwerfen",
  sent: (name) => `${name} wurde gesendet.`,
  tooLarge: (mib) => `Sie ist größer als ${mib} MB.`,
  kind: "Dateien dieser Art können hier nicht gesendet werden.",
  enough: "Das sind im Moment zu viele Dateien. Bitte versuchen Sie es später noch einmal.",
  over: "Es ist niemand mehr da, der sie annimmt.",
  failed: "Sie wurde nicht gesendet.",
};

/** The words of sending files; in English where there are none. */
export function wordsOf(language: string): Words {
  return /^de(-|$)/i.test(language) ? de : en;
}

/** Why a file was not sent, by the code of the gateway's problem; null: it may work another time. */
export function reasonOf(code: string, words: Words, bytesMax: number): string | null {
  switch (code) {
    case "upload_too_large":
      return words.tooLarge(Math.floor(bytesMax / 2 ** 20));
    case "file_refused":
      return words.kind;
    case "too_many_files":
      return words.enough;
    case "wrong_state":
    case "not_found":
    case "not_permitted":
      return words.over;
    default:
      return null;
  }
}
