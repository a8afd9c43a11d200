// The elements that do something: links, forms and their fields, scripts, frames, canvases; and how high a page is.

class HTMLElement extends Element {}

class HTMLAnchorElement extends HTMLElement {
  get href() {
    const url = this.hasAttribute('href') ? resolved(this.getAttribute('href')) : null;
    return url ? writeUrl(url) : this.getAttribute('href') || '';
  }
  set href(text) { this.setAttribute('href', text); }
  get download() { return this.getAttribute('download') || ''; }
  get origin() { return URL.canParse(this.href) ? new URL(this.href).origin : ''; }
  get protocol() { return URL.canParse(this.href) ? new URL(this.href).protocol : ':'; }
  get hostname() { return URL.canParse(this.href) ? new URL(this.href).hostname : ''; }
  get host() { return URL.canParse(this.href) ? new URL(this.href).host : ''; }
  get pathname() { return URL.canParse(this.href) ? new URL(this.href).pathname : ''; }
  get search() { return URL.canParse(this.href) ? new URL(this.href).search : ''; }
  get hash() { return URL.canParse(this.href) ? new URL(this.href).hash : ''; }
  toString() { return this.href; }
}

class HTMLInputElement extends HTMLElement {
  #value = null;
  get value() { return this.#value ?? this.getAttribute('value') ?? (this.type === 'checkbox' ? 'on' : ''); }
  set value(text) { this.#value = String(text); }
  get checked() { return this.chosen ?? this.hasAttribute('checked'); }
  set checked(yes) { this.chosen = Boolean(yes); }
  get disabled() { return this.hasAttribute('disabled'); }
  get form() { return this.closest('form'); }
}
class HTMLTextAreaElement extends HTMLInputElement {}
class HTMLSelectElement extends HTMLInputElement {}
class HTMLButtonElement extends HTMLInputElement {
  get type() { return this.getAttribute('type') || 'submit'; }
}

class HTMLFormElement extends HTMLElement {
  get elements() { return this.querySelectorAll('input, textarea, select, button'); }
  get action() { return writeUrl(resolved(this.getAttribute('action') || location.href) || parseUrl(location.href)); }
  set action(text) { this.setAttribute('action', text); }
  get method() { return (this.getAttribute('method') || 'get').toLowerCase(); }
  submit() { submitForm(this, null); }
  requestSubmit(submitter = null) {
    if (fire(this, new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter }))) {
      submitForm(this, submitter);
    }
  }
  reset() {}
}

class HTMLScriptElement extends HTMLElement {
  get src() { return this.hasAttribute('src') ? writeUrl(resolved(this.getAttribute('src')) || parseUrl('about:invalid')) : ''; }
  set src(text) {
    this.setAttribute('src', text);
    if (this.isConnected) {
      prepareScript(this, false);
    }
  }
  get async() { return this.hasAttribute('async'); }
  set async(yes) { this[yes ? 'setAttribute' : 'removeAttribute']('async', ''); this.inOrder = !yes; }
  get defer() { return this.hasAttribute('defer'); }
  set defer(yes) { this[yes ? 'setAttribute' : 'removeAttribute']('defer', ''); }
  get text() { return this.textContent; }
  set text(text) { this.textContent = text; }
}

class HTMLIFrameElement extends HTMLElement {
  get src() { return this.hasAttribute('src') ? writeUrl(resolved(this.getAttribute('src')) || parseUrl('about:blank')) : ''; }
  set src(text) { this.setAttribute('src', text); }
  get contentWindow() { return null; }
  get contentDocument() { return null; }
}

class HTMLImageElement extends HTMLElement {}

// Every machine that plays this draws alike: the picture stands for the pen strokes that made it.
class HTMLCanvasElement extends HTMLElement {
  getContext(kind) {
    if (kind !== '2d') {
      return null;
    }
    this.strokes = this.strokes || [];
    return new Proxy({ canvas: this }, {
      get: (pen, name) => (name in pen ? pen[name] : (...said) => {
        this.strokes.push(String(name) + said.map(String));
        return { width: 10 * String(said[0] ?? '').length };
      }),
    });
  }
  toDataURL() { return 'data:image/png;base64,' + btoa((this.strokes || []).join(';').replace(/[^\u0000-\u00ff]/g, '?')); }
}

const CLASSES = {
  a: HTMLAnchorElement, area: HTMLAnchorElement, form: HTMLFormElement, input: HTMLInputElement, button: HTMLButtonElement,
  textarea: HTMLTextAreaElement, select: HTMLSelectElement, script: HTMLScriptElement, iframe: HTMLIFrameElement,
  canvas: HTMLCanvasElement, img: HTMLImageElement,
};

function makeElement(tag) {
  return new (CLASSES[String(tag).toLowerCase()] || HTMLElement)(String(tag));
}

function connected(node) {
  if (node.nodeType !== 1) {
    if (node.parentNode.localName === 'script') {
      connected(node.parentNode);
    }
    return;
  }
  if (node.localName === 'script' && !parser.building) {
    prepareScript(node, false);
  } else if (node.localName === 'iframe') {
    openFrame(node);
  }
  [...node.childNodes].forEach(child => child.nodeType === 1 && connected(child));
}

// ---- how high a page is: what is said in pixels or vh, in style attributes and in simple style rules -----------------

function pixels(text) {
  const found = /^(-?[\d.]+)(px|vh)$/.exec(text);
  return found ? Number(found[1]) * (found[2] === 'vh' ? innerHeight / 100 : 1) : 0;
}

function styled(element, name) {
  const own = styleValue(element.getAttribute('style') || '', name);
  if (own) {
    return own;
  }
  let found = '';
  for (const [rules, body] of styleRules()) {
    if (rules.split(',').some(one => /^[\w#.\- >*]+$/.test(one.trim()) && matchesAny(element, one.trim()))) {
      found = styleValue(body, name) || found;
    }
  }
  return found;
}

let styles = { text: null, rules: [] };

function styleRules() {
  const text = selectAll(document, 'style').map(sheet => sheet.textContent).join('\n');
  if (text !== styles.text) {
    const plain = text.replace(/\/\*.*?\*\//gs, '');
    const rules = [...plain.matchAll(/([^{}]+)\{([^{}]*height[^{}]*|[^{}]*margin[^{}]*)\}/g)].map(found => [found[1].trim(), found[2]]);
    styles = { text, rules };
  }
  return styles.rules;
}

function heightOf(element) {
  const said = pixels(styled(element, 'height'));
  const inner = () => element.children.reduce((sum, child) => sum + heightOf(child), 0);
  return Math.max(said || inner(), pixels(styled(element, 'min-height')));
}

function pageHeight() {
  const body = document.body;
  if (!body) {
    return innerHeight;
  }
  const margins = styled(body, 'margin') === '' ? 16 : 2 * pixels(styled(body, 'margin').split(' ')[0]);
  const own = pixels(styled(document.documentElement, 'height')) || pixels(styled(document.documentElement, 'min-height'));
  return Math.max(innerHeight, own, heightOf(body) + margins);
}
