// How a document comes about: the parser's tree, scripts in the order that HTML gives them, readyState and its events.

const HEAD_TAGS = new Set(['title', 'meta', 'link', 'script', 'style', 'base', 'noscript', 'template']);
const CLOSED_BY = { li: ['li'], tr: ['tr', 'td', 'th'], td: ['td', 'th'], th: ['td', 'th'], option: ['option'], p: ['p'] };
const CLASSIC = /^(|text\/javascript|application\/javascript|text\/ecmascript|application\/x-javascript)$/i;
const parser = { pieces: [], at: 0, open: [], building: false, blocked: null, done: false };
const scripts = new Map(); // id: {element, kind, source, module, external}
const deferred = [];
let pending = 0; // scripts and frames that the load event waits for
let lastScript = 0;
let contentLoaded = false;

function place(tag) {
  const html = document.documentElement || document.appendChild(makeElement('html'));
  if (tag === 'html') {
    return html;
  }
  const head = document.head || html.appendChild(makeElement('head'));
  if (tag === 'head') {
    return head;
  }
  return document.body || (HEAD_TAGS.has(tag) ? head : html.appendChild(makeElement('body')));
}

function openTag(tag, attributes) {
  const known = ['html', 'head', 'body'].includes(tag);
  const element = known ? place(tag) : makeElement(tag);
  attributes.forEach(([name, value]) => element.hasAttribute(name) || element.setAttribute(name, value));
  if (known) {
    parser.open = tag === 'html' ? [] : [element];
    return;
  }
  while (parser.open.length && (CLOSED_BY[tag] || []).includes(parser.open.at(-1).localName)) {
    parser.open.pop();
  }
  const inHead = parser.open.at(-1)?.localName === 'head';
  const parent = inHead && !HEAD_TAGS.has(tag) ? place('body') : parser.open.at(-1) || place(tag);
  if (inHead && parent.localName === 'body') {
    parser.open = [parent];
  }
  parser.building = true;
  parent.appendChild(element);
  parser.building = false;
  if (!VOID_TAGS.has(tag)) {
    parser.open.push(element);
  }
}

function closeTag(tag) {
  const at = parser.open.findLastIndex(one => one.localName === tag);
  if (at < 0) {
    return;
  }
  const [element] = parser.open.splice(at);
  if (tag === 'script') {
    prepareScript(element, true);
  }
}

function addText(text) {
  const last = parser.open.at(-1);
  if (!text.trim() && (!last || last.localName === 'head')) {
    return;
  }
  const parent = !last || last.localName === 'head' ? place('p') : last;
  parser.building = true;
  parent.appendChild(new Text(text));
  parser.building = false;
}

function parse() {
  while (!parser.blocked && parser.at < parser.pieces.length) {
    const [kind, ...facts] = parser.pieces[parser.at++];
    ({ open: openTag, close: closeTag, text: addText })[kind](...facts);
  }
  if (!parser.blocked && !parser.done) {
    parser.done = true;
    place('body');
    document.readyState = 'interactive';
    fire(document, new Event('readystatechange'));
    proceed();
  }
}

function prepareScript(element, parsed) {
  const module = element.type.toLowerCase() === 'module';
  const external = element.hasAttribute('src');
  if (element.prepared || element.inert || !(module || CLASSIC.test(element.type.trim())) || !(external || element.textContent)) {
    return;
  }
  element.prepared = true;
  const later = parsed ? module || element.defer : module;
  const kind = external && (element.async || (!parsed && element.inOrder !== true)) ? 'async' : later ? 'deferred' : parsed ? 'blocking' : 'ordered';
  const script = { id: ++lastScript, element, kind, module, external, source: external ? null : element.textContent };
  if (!external && !later && !parsed) {
    runInPlace(script);
    return;
  }
  scripts.set(script.id, script);
  pending += 1;
  if (kind === 'deferred') {
    deferred.push(script);
  } else if (kind === 'blocking') {
    parser.blocked = script;
  }
  if (external) {
    emit('script', script.id, element.src);
  } else if (kind === 'blocking') {
    emit('run', script.id, script.source, module);
  }
}

function runInPlace(script) {
  const before = document.currentScript;
  document.currentScript = script.element;
  guarded(() => (0, eval)(script.source));
  document.currentScript = before;
}

function scriptArrived(id, source) {
  const script = scripts.get(id);
  script.source = source;
  if (source === null) {
    scriptDone(id, true);
  } else if (script.kind !== 'deferred') {
    emit('run', id, source, script.module);
  } else {
    proceed();
  }
}

function enter(id) {
  document.currentScript = scripts.get(id).module ? null : scripts.get(id).element;
}

function scriptDone(id, failed) {
  const script = scripts.get(id);
  document.currentScript = null;
  scripts.delete(id);
  pending -= 1;
  if (script.external) {
    fire(script.element, new Event(failed ? 'error' : 'load'));
  }
  if (parser.blocked === script) {
    parser.blocked = null;
    parse();
  }
  if (deferred[0] === script) {
    deferred.shift();
  }
  proceed();
}

// After the parser: what was deferred, one after the other; then DOMContentLoaded; then, when all is there, load.
function proceed() {
  if (!parser.done) {
    return;
  }
  const [next] = deferred;
  if (next) {
    if (next.source !== null && !next.running) {
      next.running = true;
      emit('run', next.id, next.source, next.module);
    }
    return;
  }
  if (!contentLoaded) {
    contentLoaded = true;
    fire(document, new Event('DOMContentLoaded', { bubbles: true }));
  }
  if (pending === 0 && document.readyState === 'interactive') {
    document.readyState = 'complete';
    fire(document, new Event('readystatechange'));
    fire(globalThis, new Event('load'));
    fire(globalThis, new PageTransitionEvent('pageshow'));
    emit('loaded');
  }
}

const openFrames = new Map();

function openFrame(element) {
  pending += 1;
  const id = openFrames.size + 1;
  openFrames.set(id, element);
  emit('frame', id, element.src || 'about:blank', element.hasAttribute('sandbox') ? element.getAttribute('sandbox') : null);
}

function frameLoaded(id) {
  pending -= 1;
  fire(openFrames.get(id), new Event('load'));
  proceed();
}
