// How well a text can be read on a colour, as WCAG counts it. The gateway decides; this shows it beside the field. Pure.

const RGB = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i;

function luminance(colour: string): number | null {
  const found = RGB.exec(colour);
  if (found === null) return null;
  const [red, green, blue] = found.slice(1).map((part) => {
    const share = parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** The contrast of two colours, 1 to 21; null: one of them is none. */
export function contrast(one: string, two: string): number | null {
  const [a, b] = [luminance(one), luminance(two)];
  return a === null || b === null ? null : (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
