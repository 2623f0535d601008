// Sending files, a few at a time; each shows how far it is, or why it was not taken.

const AT_ONCE = 2;

export class Sender {
  constructor({ here, list, words }) {
    Object.assign(this, { here, list, words });
  }

  // Send files; tell whether any of them was taken.
  async send(files, token) {
    const waiting = files.map((each) => ({ ...each, line: this.#line(each.name) }));
    let taken = 0;
    const work = async () => {
      for (let each = waiting.shift(); each; each = waiting.shift()) taken += await this.#one(each, token);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return taken > 0;
  }

  // Take the lines away of what was taken; what was not stays, with its sentence.
  clear() {
    for (const line of this.list.querySelectorAll(".sent")) line.remove();
  }

  #line(name) {
    for (const line of this.list.children) if (line.dataset.name === name) line.remove();
    const line = document.createElement("li");
    line.dataset.name = name;
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", name);
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    line.append(Object.assign(document.createElement("span"), { textContent: name }), bar, said);
    this.list.append(line);
    return line;
  }

  async #one({ file, name, line }, token) {
    const [bar, said] = [line.querySelector("progress"), line.querySelector("[role=status]")];
    const why = await this.#put(file, name, token, (part) => (bar.value = part));
    bar.remove();
    line.classList.add(why ? "failed" : "sent");
    if (why) line.replaceChildren(said); // the sentence has the name
    said.textContent = why || this.words.sent;
    return why ? 0 : 1;
  }

  // Resolve to why the file was not taken, "" where it was; fetch does not tell how far it is.
  #put(file, name, token, progress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("PUT", `${this.here}/upload/file?${new URLSearchParams({ token, name })}`);
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onload = async () => {
        if (request.status === 200) return resolve("");
        if (request.status !== 429) return resolve(this.#why(request.responseText, name));
        const seconds = Number(request.getResponseHeader("Retry-After")) || 1; // too many at once
        await new Promise((waited) => setTimeout(waited, 1000 * seconds));
        resolve(this.#put(file, name, token, progress));
      };
      request.onerror = () => resolve(`${name}：${this.words.not_sent}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(file);
    });
  }

  #why(text, name) {
    try {
      const { detail } = JSON.parse(text);
      if (typeof detail === "string") return detail;
    } catch {
      // not what the server says
    }
    return `${name}：${this.words.not_sent}`;
  }
}
