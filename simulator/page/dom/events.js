// Events: listeners, the way from the window down and up again, and what becomes of an exception nobody caught.

const heard = new WeakMap(); // target: list of {type, callback, capture, once}
const dispatching = Symbol('dispatching');

class Event {
  #flags = { stopped: false, atOnce: false, prevented: false };

  constructor(type, init = {}) {
    this.type = String(type);
    this.bubbles = Boolean(init.bubbles);
    this.cancelable = Boolean(init.cancelable);
    this.composed = Boolean(init.composed);
    this.target = this.currentTarget = null;
    this.eventPhase = 0;
    this.isTrusted = false;
    this.timeStamp = clock.monotonic;
  }

  get defaultPrevented() { return this.#flags.prevented; }
  get srcElement() { return this.target; }
  get cancelBubble() { return this.#flags.stopped; }
  set cancelBubble(yes) { this.#flags.stopped = this.#flags.stopped || Boolean(yes); }
  preventDefault() { this.#flags.prevented = this.#flags.prevented || this.cancelable; }
  stopPropagation() { this.#flags.stopped = true; }
  stopImmediatePropagation() { this.#flags.stopped = this.#flags.atOnce = true; }
  composedPath() { return this[dispatching] || []; }
  initEvent(type, bubbles, cancelable) { Object.assign(this, { type: String(type), bubbles: Boolean(bubbles), cancelable: Boolean(cancelable) }); }
  static flagsOf(event) { return event.#flags; }
}
const flagsOf = Event.flagsOf;
delete Event.flagsOf;

function eventClass(base, fields) {
  return class extends base {
    constructor(type, init = {}) {
      super(type, init);
      for (const [name, otherwise] of Object.entries(fields)) {
        this[name] = name in init ? init[name] : otherwise;
      }
    }
  };
}
const UIEvent = eventClass(Event, { detail: 0, view: null });
const MouseEvent = eventClass(UIEvent, { button: 0, buttons: 0, clientX: 0, clientY: 0, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false });
const CustomEvent = eventClass(Event, { detail: null });
const SubmitEvent = eventClass(Event, { submitter: null });
const ErrorEvent = eventClass(Event, { message: '', error: null, filename: '', lineno: 0, colno: 0 });
const PromiseRejectionEvent = eventClass(Event, { promise: null, reason: undefined });
const PageTransitionEvent = eventClass(Event, { persisted: false });
const PopStateEvent = eventClass(Event, { state: null });
const HashChangeEvent = eventClass(Event, { oldURL: '', newURL: '' });
const StorageEvent = eventClass(Event, { key: null, oldValue: null, newValue: null, url: '', storageArea: null });
class BeforeUnloadEvent extends Event {
  returnValue = '';
}

const captures = options => Boolean(typeof options === 'object' && options ? options.capture : options);

class EventTarget {
  addEventListener(type, callback, options) {
    if (!callback) {
      return;
    }
    const list = heard.get(this || globalThis) || [];
    heard.set(this || globalThis, list);
    const one = { type: String(type), callback, capture: captures(options), once: Boolean(options && options.once) };
    if (!list.some(other => other.type === one.type && other.callback === callback && other.capture === one.capture)) {
      list.push(one);
      if (options && options.signal) {
        options.signal.addEventListener('abort', () => this.removeEventListener(type, callback, options));
      }
    }
  }

  removeEventListener(type, callback, options) {
    const list = heard.get(this || globalThis) || [];
    const at = list.findIndex(one => one.type === String(type) && one.callback === callback && one.capture === captures(options));
    if (at >= 0) {
      list.splice(at, 1)[0].removed = true;
    }
  }

  dispatchEvent(event) {
    event.isTrusted = false;
    return dispatch(this || globalThis, event);
  }
}

function handlerOf(target, type) {
  const own = target['on' + type];
  if (typeof own === 'function') {
    return own;
  }
  const text = typeof target.getAttribute === 'function' ? target.getAttribute('on' + type) : null;
  return text === null ? null : new Function('event', text);
}

function invoke(target, event, capture) {
  const flags = flagsOf(event);
  event.currentTarget = target;
  for (const one of [...(heard.get(target) || [])]) {
    if (flags.atOnce || one.removed || one.type !== event.type || (capture !== null && one.capture !== capture)) {
      continue;
    }
    if (one.once) {
      target.removeEventListener(one.type, one.callback, one.capture);
    }
    guarded(() => (typeof one.callback === 'function' ? one.callback.call(target, event) : one.callback.handleEvent(event)));
  }
  const handler = capture === true || flags.atOnce ? null : handlerOf(target, event.type);
  if (handler) {
    guarded(() => {
      const said = handler.call(target, event);
      if (said === false || (event.type === 'beforeunload' && said !== undefined && said !== null)) {
        event.preventDefault();
      }
    });
  }
}

function pathFrom(target, type) {
  const path = [target];
  for (let node = target; (node = node.parentNode); ) {
    path.push(node);
  }
  if (path[path.length - 1] === document && type !== 'load') {
    path.push(globalThis);
  }
  return path;
}

function dispatch(target, event) {
  const flags = flagsOf(event);
  const path = pathFrom(target, event.type);
  Object.assign(event, { target, [dispatching]: path, eventPhase: 1 });
  for (let at = path.length - 1; at > 0 && !flags.stopped; at--) {
    invoke(path[at], event, true);
  }
  event.eventPhase = 2;
  if (!flags.stopped) {
    invoke(target, event, null);
  }
  event.eventPhase = 3;
  for (let at = 1; event.bubbles && at < path.length && !flags.stopped; at++) {
    invoke(path[at], event, false);
  }
  Object.assign(event, { currentTarget: null, [dispatching]: [], eventPhase: 0 });
  return !flags.prevented;
}

function fire(target, event) {
  event.isTrusted = true;
  return dispatch(target, event);
}

let reporting = false;

function report(error) {
  if (reporting) {
    return;
  }
  reporting = true;
  const named = error instanceof Error || error instanceof DOMException ? `${error.name}: ${error.message}` : String(error);
  fire(globalThis, new ErrorEvent('error', { message: 'Uncaught ' + named, error, cancelable: true }));
  reporting = false;
}

function guarded(task) {
  try {
    return task();
  } catch (error) {
    report(error);
    return undefined;
  }
}
