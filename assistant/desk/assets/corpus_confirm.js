// One dialog that asks before something is done; what had the focus has it again afterwards.

const SHOWN = 12; // titles

// Ask; resolves to whether the answer is yes.
export function confirm({ title, about, yes, titles = [], more = "" }) {
  const dialog = document.getElementById("confirm");
  const find = (selector) => dialog.querySelector(selector);
  find("h2").textContent = title;
  find(".about").textContent = about;
  const shown = titles.slice(0, SHOWN);
  if (titles.length > SHOWN) shown.push(more.replace("{count}", titles.length));
  find(".titles").replaceChildren(
    ...shown.map((each) => Object.assign(document.createElement("li"), { textContent: each })),
  );
  find("[value=yes]").textContent = yes;
  const opener = document.activeElement;
  dialog.returnValue = "no";
  dialog.showModal();
  find("[value=no]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        opener?.focus?.({ preventScroll: true });
        resolve(dialog.returnValue === "yes");
      },
      { once: true },
    );
  });
}
