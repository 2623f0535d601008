// Loaded before Gradio's own script, of which it wraps the calls. What the page asks for at one time is
// a turn: all its requests carry one number, by which a proxy in front of several processes leads them
// to one of them; the next turn may go to another. Where that process ends in the middle of an answer,
// its question is asked once more, of another one, and Gradio's script sees one stream that goes on.

(() => {
  const plain = window.fetch.bind(window);
  const GONE = [404, 502, 504]; // the process that knew the turn, or the one that should take it
  const number = () => Math.random().toString(36).slice(2) + Date.now().toString(36);
  const line = (message) => `data: ${JSON.stringify(message)}\n\n`;
  const CLOSED = line({ msg: "close_stream", event_id: null });
  const lost = () => new TypeError("the connection is lost");
  let turn; // the one to which what is asked now belongs

  const fresh = () => ({
    number: number(),
    events: new Map(), // those that run, by the ids that Gradio's script knows
    early: new Set(), // ids of those that ended before it was known that they had begun
    asking: 0, // events that are being asked for
    work: Promise.resolve(), // one request to begin an event at a time
    streaming: false,
    closed: false, // told to Gradio's script
  });

  function at(url, one) {
    const address = new URL(url, location.href);
    address.searchParams.set("turn", one.number);
    return address;
  }

  const post = (one, { url, headers, body }) => plain(at(url, one), { method: "POST", headers, body });

  async function begin(one, event) {
    try {
      const answer = await post(one, event);
      if (!GONE.includes(answer.status)) return answer;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a connection that broke off is one
    }
    if (!one.streaming) one.number = number();
    return post(one, event);
  }

  // Ask for an event.
  async function join(request) {
    const one = (turn ??= fresh());
    const event = { url: request.url, headers: request.headers, body: await request.text() };
    one.asking += 1;
    const begun = one.work.then(async () => {
      const answer = await begin(one, event);
      if (!answer.ok) return answer;
      event.id = (await answer.clone().json()).event_id;
      if (!one.early.delete(event.id)) one.events.set(event.id, event);
      return answer;
    });
    one.work = begun.catch(() => {});
    try {
      return await begun;
    } finally {
      one.asking -= 1;
      if (turn === one && !one.streaming && !running(one)) turn = undefined;
    }
  }

  const running = ({ events, asking }) => events.size > 0 || asking > 0;

  // Ask once more for all that runs, of another process.
  function again(one) {
    one.work = one.work.then(async () => {
      one.number = number();
      for (const event of one.events.values()) {
        const answer = await post(one, event);
        if (!answer.ok) throw lost();
        event.id = (await answer.json()).event_id;
        event.anew = event.shown;
      }
    });
    const asked = one.work;
    one.work = asked.catch(() => {});
    return asked;
  }

  // Return what Gradio's script is to read of a message, or whether the stream ended "well" or is "lost".
  function read(one, part) {
    const message = JSON.parse(part.replace(/^data: ?/, ""));
    if (message.msg === "close_stream") return "well";
    if (message.msg === "server_stopped") return "lost";
    if (!message.event_id) return message.msg === "unexpected_error" ? "lost" : line(message);
    const [known, event] = [...one.events].find(([, { id }]) => id === message.event_id) ?? [];
    if (event) message.event_id = known;
    if (message.msg === "process_completed") {
      if (event) one.events.delete(known);
      else one.early.add(message.event_id);
    } else if (message.msg === "process_generating" && event && message.output?.data) {
      // What comes first is whole, what comes then says what has changed.
      if (event.anew) message.output.data = message.output.data.map((whole) => [["replace", [], whole]]);
      event.anew = false;
      event.shown = true;
    }
    return line(message);
  }

  // Hand on what a process sends; tell whether it ended as it should.
  async function hand(one, request, out) {
    await one.work;
    if (!running(one)) return true;
    const halt = new AbortController();
    request.signal.addEventListener("abort", () => one.closed || halt.abort());
    const answer = await plain(at(request.url, one), { headers: request.headers, signal: halt.signal });
    if (GONE.includes(answer.status)) return false;
    if (!answer.ok) throw lost();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; running(one); ) {
      const { done, value } = await reader.read();
      if (done) return false;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        const said = read(one, part);
        if (said === "well" || said === "lost") return said === "well";
        // In one piece: else Gradio's script might take the next question for one of this stream.
        one.closed = !running(one);
        out(one.closed ? said + CLOSED : said);
      }
    }
    drain(reader);
    return true;
  }

  // Let the process close the stream: where it were broken off, it would drop what comes next, too.
  async function drain(reader) {
    while (!(await reader.read().catch(() => ({ done: true }))).done);
  }

  async function follow(one, request, out) {
    for (let tried = 0; running(one); ) {
      const well = await hand(one, request, out).catch((error) => {
        if (request.signal.aborted || !(error instanceof TypeError)) throw error;
        return false;
      });
      if (well) continue;
      if (tried) throw lost();
      tried += 1;
      await again(one);
    }
    if (!one.closed) out(CLOSED);
  }

  // Return the stream of a turn.
  function stream(request) {
    const one = (turn ??= fresh());
    const encoder = new TextEncoder();
    one.streaming = true;
    let left = false; // Gradio's script reads no more
    const body = new ReadableStream({
      start(controller) {
        const out = (text) => left || controller.enqueue(encoder.encode(text));
        const end = () => {
          one.streaming = false;
          if (turn === one) turn = undefined;
        };
        follow(one, request, out).then(
          () => (end(), left || controller.close()),
          (error) => (end(), controller.error(error)),
        );
      },
      cancel: () => (left = true),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  async function cancel(request) {
    const said = JSON.parse(await request.text());
    const id = turn?.events.get(said.event_id)?.id ?? said.event_id;
    const body = JSON.stringify({ ...said, event_id: id });
    return post(turn ?? fresh(), { url: request.url, headers: request.headers, body });
  }

  window.fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input, location.href);
    const [, name] = address.pathname.split("/gradio_api/");
    if (address.origin !== location.origin || name === undefined) return plain(input, init);
    const request = new Request(input, init);
    if (name === "queue/join") return join(request);
    if (name === "queue/data") return stream(request);
    if (name === "cancel") return cancel(request);
    if (name.startsWith("run/")) {
      const { url, headers } = request;
      return post(turn ?? fresh(), { url, headers, body: await request.text() });
    }
    return plain(request);
  };
})();
