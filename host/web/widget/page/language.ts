/** A language tag (BCP 47) as the gateway takes it, in its usual spelling; null when it is none. */
export function languageTag(text: unknown): string | null {
  if (typeof text !== "string" || text.length > 35 || !/^[a-z]{2,3}(-[a-z\d]{1,8})*$/i.test(text)) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}
