import type { Details } from "../contract.ts";

/** 8x8's limits; of a value in bytes, as the gateway counts. */
const INFO_NAME_MAX = 100;
const INFO_MAX = 500;
const VARIABLE_MAX = 1_000;
/** Facts, and variables, that there may be. */
const COUNT_MAX = 30;

/** Names that 8x8 has for what a form can ask. */
const STANDARD: Record<string, string> = { $accountNumber: "account_number", $caseNumber: "case_number", $emailAddress: "email" };

type Scalar = string | number | boolean;

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const isScalar = (value: unknown): value is Scalar => typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/** Takes up facts for people. Answers the names of those that cannot be taken, and leaves them as they were. */
export function takeInfo({ info }: Details, said: object): string[] {
  return Object.entries(said as Record<string, unknown>).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value !== null && !isScalar(value)) return [name];
    const text = value === null ? null : String(value);
    const isNew = !(name in info) && Object.keys(info).length >= COUNT_MAX;
    const fits = name !== "" && name !== "language" && bytes(name) <= INFO_NAME_MAX && bytes(text ?? "") <= INFO_MAX && !/\p{Cc}/u.test(name + (text ?? ""));
    if (isNew || !fits) return [name];
    info[name] = text;
    return [];
  });
}

/** Takes up variables: a value, or one with a label or a mask. Answers the names of those that cannot be taken. */
export function takeVariables(details: Details, said: object): string[] {
  const { variables } = details;
  return Object.entries(said as Record<string, unknown>).flatMap(([name, given]) => {
    if (given === undefined) return [];
    const standard = STANDARD[name];
    if (standard !== undefined) return takeInfo(details, { [standard]: given }).map(() => name);
    const isNew = !(name in variables) && Object.keys(variables).length >= COUNT_MAX;
    if (isNew || !/^_[a-z\d]{1,25}$/i.test(name)) return [name];
    if (given === null) variables[name] = null;
    else {
      const { value, label, masked } = (isScalar(given) ? { value: given } : given) as Record<string, unknown>;
      if (!isScalar(value) || Array.from(String(value)).length > VARIABLE_MAX || (label !== undefined && (typeof label !== "string" || bytes(label) > INFO_NAME_MAX))) return [name];
      variables[name] = { value, ...(label !== undefined && { label }), ...(masked === true && { masked }) };
    }
    return [];
  });
}
