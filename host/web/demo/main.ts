/** The shop's own script: a basket that counts, and a link that opens the chat. Nothing else is real. */

const count = document.getElementById("basket-count");
const said = document.getElementById("basket-said");
let inBasket = 0;

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-product]")) {
  button.addEventListener("click", () => {
    inBasket += 1;
    if (count !== null) count.textContent = String(inBasket);
    if (said !== null) said.textContent = `${button.dataset["product"] ?? "It"} is in your basket.`;
  });
}

for (const button of document.querySelectorAll("[data-open-chat]")) {
  button.addEventListener("click", () => dispatchEvent(new Event("frontdesk:open")));
}
