// How many SMS segments a text takes, while it is typed (3GPP TS 23.038 and 23.040). A segment holds
// 140 octets; a text in several segments gives 6 of them to the header that joins them again.

/** What the default alphabet of GSM can say in one septet. */
const BASIC = new Set(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" +
    " !\"#%&'()*+,-./:;<=>?@_$£¥¤§¡¿\n\r" +
    "ÄÅÆÇÉÑÖØÜäåæñöøüßàèéìòù" +
    "ΔΦΓΛΩΠΨΣΘΞ",
);
/** What takes an escape before it, and so two septets. */
const EXTENDED = new Set("^{}\\[~]|€\f");

const GSM_ONE = 160;
const GSM_MANY = 153;
const UCS2_ONE = 70;
const UCS2_MANY = 67;

export interface SmsLength {
  /** Septets, or UTF-16 units where a character is not in GSM's alphabet. */
  readonly used: number;
  readonly segments: number;
  /** What these segments hold. */
  readonly holds: number;
  /** What each further segment holds. */
  readonly each: number;
  /** The first character that GSM's alphabet lacks; null: none does. */
  readonly unicode: string | null;
}

export function smsLength(text: string): SmsLength {
  const unicode = firstUnicode(text);
  return unicode === null
    ? { ...pack(septets(text), GSM_ONE, GSM_MANY), unicode }
    : { ...pack(clusterUnits(text), UCS2_ONE, UCS2_MANY), unicode };
}

function firstUnicode(text: string): string | null {
  const at = [...text].find((char) => !BASIC.has(char) && !EXTENDED.has(char));
  if (at === undefined) return null;
  // The whole of what the agent sees as one character, not only its first code point.
  return clusters(text).find((cluster) => cluster.includes(at)) ?? at;
}

function septets(text: string): number[] {
  return [...text].map((char) => (EXTENDED.has(char) ? 2 : 1));
}

/** The units of what must stay together. A cluster longer than a segment is cut between code points. */
function clusterUnits(text: string): number[] {
  return clusters(text).flatMap((cluster) => (cluster.length > UCS2_MANY ? [...cluster].map((char) => char.length) : [cluster.length]));
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function clusters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Fills segments with pieces that are never cut. */
function pack(pieces: readonly number[], one: number, many: number): Omit<SmsLength, "unicode"> {
  const used = pieces.reduce((sum, piece) => sum + piece, 0);
  if (used <= one) return { used, segments: 1, holds: one, each: many };
  let segments = 1;
  let room = many;
  for (const piece of pieces) {
    if (piece > room) {
      segments += 1;
      room = many;
    }
    room -= piece;
  }
  return { used, segments, holds: segments * many, each: many };
}
