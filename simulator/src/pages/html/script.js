(() => {
  "use strict";
  // An element with an id never changes: what changes has another id.
  const update = (place, html) => {
    const old = new Map([...place.children].filter((child) => child.id).map((child) => [child.id, child]));
    const fresh = [...new DOMParser().parseFromString(html, "text/html").body.children];
    const wanted = fresh.map((child) => (child.id && old.get(child.id)) || child);
    const keep = new Set(wanted);
    for (const child of [...place.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((child, index) => {
      if (place.children[index] !== child) place.insertBefore(child, place.children[index] || null);
    });
    enliven(place);
  };

  const enliven = (place) => {
    for (const left of place.querySelectorAll("[data-left]")) {
      left.dataset.until = String(Date.now() + 1000 * Number(left.dataset.left));
      left.removeAttribute("data-left");
    }
    for (const time of place.querySelectorAll("time[datetime]:not([data-local])")) {
      time.dataset.local = "";
      time.textContent = new Date(time.dateTime).toLocaleTimeString();
    }
    const questions = place.querySelectorAll(".question").length;
    document.title = document.title.replace(/^(\(\d+\) )?/, questions ? `(${questions}) ` : "");
  };

  setInterval(() => {
    for (const left of document.querySelectorAll("[data-until]")) {
      const seconds = Math.max(0, Math.round((Number(left.dataset.until) - Date.now()) / 1000));
      left.textContent = `${seconds} s`;
    }
  }, 500);

  // A hidden tab lets go of its connection: a browser has only six for one server.
  for (const place of document.querySelectorAll("[data-events]")) {
    let source;
    const listen = () => {
      if (document.hidden) {
        if (source) source.close();
        source = undefined;
      } else if (!source) {
        source = new EventSource(place.dataset.events);
        source.onmessage = (event) => update(place, event.data);
      }
    };
    document.addEventListener("visibilitychange", listen);
    listen();
    enliven(place);
  }
})();
