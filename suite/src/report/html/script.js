(() => {
  "use strict";
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const scenarios = [...document.querySelectorAll("details.scenario")];
  const groups = [...document.querySelectorAll(".group")];
  const features = groups.filter((group) => group.matches("details"));
  const texts = new Map();
  const textOf = (scenario) => {
    if (!texts.has(scenario)) texts.set(scenario, scenario.textContent.toLowerCase());
    return texts.get(scenario);
  };

  const apply = () => {
    const wanted = new FormData(form);
    const outcomes = wanted.getAll("outcome");
    const mode = wanted.get("mode");
    const client = wanted.get("client");
    const words = wanted.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    const filtered = outcomes.length > 0 || mode || client || words.length > 0;
    let count = 0;
    for (const scenario of scenarios) {
      const data = scenario.dataset;
      const fits =
        (outcomes.length === 0 || outcomes.includes(data.outcome)) &&
        (!mode || data.mode === mode) &&
        (!client || data.client === client) &&
        words.every((word) => textOf(scenario).includes(word));
      scenario.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("details.scenario:not([hidden])");
    }
    for (const feature of features) feature.open = Boolean(filtered);
    shown.textContent = `${count} of ${scenarios.length} scenarios shown`;
  };

  let waiting;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target.name === "text") waiting = setTimeout(apply, 120);
    else apply();
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });

  // A link into the report unfolds what it leads to, and no filter hides it.
  const reveal = () => {
    const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!place || !place.matches("details.scenario")) return;
    if (place.hidden) {
      form.reset();
      setTimeout(reveal);
      return;
    }
    place.open = true;
    const feature = place.closest("details.feature");
    if (feature) feature.open = true;
    place.scrollIntoView({ block: "start" });
    place.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);

  if (navigator.clipboard) {
    for (const curl of document.querySelectorAll(".curl")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(curl.querySelector("pre").textContent);
        button.textContent = "Copied";
      });
      curl.querySelector("p").append(button);
    }
  }

  form.hidden = false;
  apply();
  reveal();
})();
