// Designs for looking at: what a gateway would tell of them, every colour resolved.
const svg = (body) => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 30">${body}</svg>`)}`;
const logo = { src: svg('<rect width="100" height="30" rx="4" fill="#fff"/><text x="8" y="21" font-size="16" fill="#2c5f45" font-family="serif">Kettle</text>'), alt: "Fern & Kettle" };
const image = { src: svg('<rect width="100" height="30" fill="#cfe3d6"/><circle cx="50" cy="15" r="10" fill="#2c5f45"/>'), alt: "A kettle on a table" };
const avatar = { src: svg('<rect width="100" height="30" fill="#8a5a00"/>'), alt: "" };
const notifications = { badge: true, tab: true, sound: false };
const plain = { theme: "auto", corner: 16, position: "right", button: "text", light: {}, dark: {}, notifications, words: {} };

/** A bright brand on warm paper, square, at the left, with every picture. */
export const warm = {
  ...plain,
  corner: 2,
  position: "left",
  light: {
    accent: "#ffd000", accent_text: "#000000", header: "#ffd000", header_text: "#000000", outgoing: "#7a1f5c", outgoing_text: "#ffffff", button: "#ffd000", button_text: "#000000",
    background: "#fff8e1", surface: "#f6efd9", text: "#1a1d21", incoming: "#efe9d9", hairline: "#dbd5c2", bad_soft: "#fff8e1",
  },
  dark: { accent: "#ffd000", accent_text: "#000000", header: "#ffd000", header_text: "#000000", outgoing: "#7a1f5c", outgoing_text: "#ffffff", button: "#ffd000", button_text: "#000000" },
  logo,
  image,
  avatar,
  words: { start: "Let us talk", placeholder: "Ask away…", end_keep: "Stay" },
};

/** As it is, but round. */
export const round = { ...plain, corner: 24, button: "round", logo, image, avatar };
