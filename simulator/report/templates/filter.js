// Without this the page still filters by verdict (style.css) and opens everything by hand.
(() => {
  const search = document.getElementById("search"), found = document.getElementById("found");
  const clauses = [...document.querySelectorAll(".clause")], sections = [...document.querySelectorAll(".section")];
  const words = new Map(clauses.map(one => [one, one.querySelector("summary").textContent.toLowerCase()
    + one.querySelector(".from").textContent.toLowerCase()]));
  const only = () => document.querySelector("[name=only]:checked").id.slice(5);
  const apply = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean), verdict = only();
    const all = !wanted.length && verdict === "all";
    for (const one of clauses)
      one.hidden = !wanted.every(word => words.get(one).includes(word));
    for (const section of sections) {
      const left = [...section.querySelectorAll(".clause")]
        .filter(one => !one.hidden && (verdict === "all" || one.classList.contains(verdict)));
      section.hidden = !left.length;
      if (!all) section.open = left.length > 0;
      section.dataset.left = left.length;
    }
    const count = sections.reduce((sum, one) => sum + Number(one.dataset.left), 0);
    found.textContent = all ? "" : count === 1 ? "1 clause" : count + " clauses";
  };
  const reveal = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = named; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    if (named) named.scrollIntoView();
  };
  search.hidden = false;
  search.addEventListener("input", apply);
  document.querySelectorAll("[name=only]").forEach(one => one.addEventListener("change", apply));
  addEventListener("hashchange", reveal);
  for (const block of document.querySelectorAll("pre.script, dd .line")) {
    const text = block.textContent.trim(), button = document.createElement("button");
    button.textContent = "copy";
    button.addEventListener("click", () => navigator.clipboard.writeText(text)
      .then(() => { button.textContent = "copied"; }));
    if (navigator.clipboard) block.append(button);
  }
  reveal();
})();
