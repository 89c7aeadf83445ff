// Addresses that an agent types.

/** What is wrong with a typed phone number. */
export type PhoneProblem = "empty" | "no_country" | "not_digits" | "too_short" | "too_long";

/** Country code and number together have at most 15 digits (ITU-T E.164). */
const DIGITS_MAX = 15;
const DIGITS_MIN = 7;

/** As people write them: blanks, dots, dashes, brackets and 00 for the plus go. */
export function plainPhone(typed: string): string {
  const bare = typed.normalize("NFKC").replaceAll(/[\s.\-–/()\u202a-\u202e\u2066-\u2069]/gu, "");
  return bare.startsWith("00") ? `+${bare.slice(2)}` : bare;
}

/** Null: a number as E.164 writes it, once it is plain. */
export function phoneProblem(typed: string): PhoneProblem | null {
  const plain = plainPhone(typed);
  if (plain === "" || plain === "+") return "empty";
  if (!/^\+?\d+$/.test(plain)) return "not_digits";
  if (!/^\+[1-9]/.test(plain)) return "no_country";
  const digits = plain.length - 1;
  if (digits < DIGITS_MIN) return "too_short";
  return digits > DIGITS_MAX ? "too_long" : null;
}
