// What a click does beside being heard: links are followed, forms submitted, boxes checked; and where that leads.

function resolved(text) {
  const base = document.querySelector ? document.querySelector('base[href]') : null;
  return parseUrl(text, base ? parseUrl(base.getAttribute('href'), here) : here);
}

const isExternal = url => !['http:', 'https:', 'about:', 'blob:', 'data:', 'javascript:', 'file:'].includes(url.scheme);
const sameButFragment = url => url.fragment !== null && writeUrl(url, false) === writeUrl(here, false);

// One real click: `how` has button and ctrlKey.
function clickOn(element, how) {
  const common = { bubbles: true, cancelable: true, composed: true, detail: 1, view: globalThis, ...how };
  touched = true;
  for (const type of ['mousedown', 'mouseup']) {
    fire(element, new MouseEvent(type, common));
  }
  activate(element, new MouseEvent(how.button === 0 ? 'click' : 'auxclick', common), how, true);
}

function activate(element, event, how, trusted = false) {
  const box = element.closest('input[type="checkbox"], input[type="radio"]');
  const was = box && box.checked;
  if (box) {
    box.checked = box.type === 'radio' || !was;
  }
  const goesOn = trusted ? fire(element, event) : dispatch(element, event);
  if (!goesOn) {
    if (box) {
      box.checked = was;
    }
    return;
  }
  const one = element.closest('a[href], area[href], button, input, label');
  if (!one) {
    return;
  }
  if (one.localName === 'a' || one.localName === 'area') {
    followLink(one, how);
  } else if (how.button !== 1 && ['submit', 'image'].includes(one.type) && !one.disabled && one.form) {
    one.form.requestSubmit(one);
  }
}

function followLink(link, how) {
  const url = resolved(link.getAttribute('href'));
  if (!url || link.hasAttribute('download')) {
    return;
  }
  const rel = link.rel.toLowerCase().split(/\s+/);
  const address = writeUrl(url);
  const apart = how.button === 1 || how.ctrlKey || how.metaKey;
  if (!isExternal(url) && url.scheme !== 'javascript:' && (apart || link.target === '_blank')) {
    emit('open', { url: address, opener: !apart && rel.includes('opener'), referrer: !rel.includes('noreferrer') });
    return;
  }
  if (how.button !== 1) {
    navigate(address, { referrer: !rel.includes('noreferrer') });
  }
}

function navigate(text, { replace = false, referrer = true, reload = false, body = null } = {}) {
  const url = resolved(text);
  if (!url) {
    throw new DOMException(`'${text}' is not a valid URL.`, 'SyntaxError');
  }
  if (url.scheme === 'javascript:') {
    runScheduled(percentDecode(pathOf(url)));
  } else if (!reload && body === null && String(text).includes('#') && sameButFragment(url)) {
    moveTo(url, replace ? 'replace' : 'push', null, true);
  } else if (isExternal(url)) {
    emit('external', writeUrl(url));
  } else {
    emit('go', { url: writeUrl(url), replace, reload, referrer, body });
  }
}

function runScheduled(code) {
  guarded(() => (0, eval)(code));
}

function moveTo(url, how, state, told) {
  const before = writeUrl(here);
  here = url;
  historyState = state;
  emit('moved', writeUrl(url), how, JSON.stringify(state ?? null));
  if (told && before !== writeUrl(url)) {
    fire(globalThis, new HashChangeEvent('hashchange', { oldURL: before, newURL: writeUrl(url) }));
  }
}

function submitForm(form, submitter) {
  const fields = form.elements.filter(one => one.getAttribute('name') && !one.disabled);
  const counts = one => (one.localName === 'button' || one.type === 'submit' ? one === submitter : !['checkbox', 'radio'].includes(one.type) || one.checked);
  const query = new URLSearchParams(fields.filter(counts).map(one => [one.getAttribute('name'), one.value])).toString();
  const url = parseUrl(form.action, here);
  if (form.method === 'post') {
    navigate(writeUrl(url), { body: query });
  } else {
    url.query = query;
    navigate(writeUrl(url));
  }
}
