// What leaves the page: Blob, Headers, fetch, sendBeacon, and the budget that beacons and keepalive fetches share.

const BUDGET_BYTES = 65536;
const flights = new Map(); // id: {bytes, settle}
let inFlightBytes = 0;
let lastFlight = 0;

function byteLength(text) {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) {
      bytes += unit > 0x7ff && (unit & 0xf800) !== 0xd800 ? 2 : 1;
    }
  }
  return bytes;
}

const fromBytes = bytes => percentDecode(Array.from(bytes, one => '%' + one.toString(16).padStart(2, '0')).join(''));

class Blob {
  #text;
  constructor(parts = [], options = {}) {
    const textOf = part => {
      if (part instanceof Blob) {
        return part.#text;
      }
      const buffer = ArrayBuffer.isView(part) ? part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength) : part;
      return buffer instanceof ArrayBuffer ? fromBytes(new Uint8Array(buffer)) : String(part).toWellFormed();
    };
    this.#text = [...parts].map(textOf).join('');
    Object.defineProperty(this, 'type', { value: String(options.type || '').toLowerCase() });
    Object.defineProperty(this, 'size', { value: byteLength(this.#text) });
  }
  async text() { return this.#text; }
  static textOf(blob) { return blob.#text; }
}
const blobText = Blob.textOf;
delete Blob.textOf;

class Headers {
  #map = new Map();
  constructor(init = {}) {
    const pairs = init instanceof Headers || Array.isArray(init) ? [...init] : Object.entries(init || {});
    pairs.forEach(([name, value]) => this.append(name, value));
  }
  append(name, value) {
    const key = String(name).toLowerCase();
    this.#map.set(key, this.#map.has(key) ? `${this.#map.get(key)}, ${value}` : String(value).trim());
  }
  set(name, value) { this.#map.set(String(name).toLowerCase(), String(value).trim()); }
  get(name) { return this.#map.get(String(name).toLowerCase()) ?? null; }
  has(name) { return this.#map.has(String(name).toLowerCase()); }
  delete(name) { this.#map.delete(String(name).toLowerCase()); }
  forEach(callback) { this.#map.forEach((value, name) => callback(value, name, this)); }
  entries() { return [...this.#map].sort()[Symbol.iterator](); }
  keys() { return [...this.#map.keys()].sort()[Symbol.iterator](); }
  [Symbol.iterator]() { return this.entries(); }
}

class Response {
  #body;
  constructor(body = '', { status = 200, statusText = '', headers = {}, url = '', type = 'default' } = {}) {
    this.#body = body;
    Object.assign(this, { status, statusText, headers: new Headers(headers), url, type, redirected: false, bodyUsed: false });
  }
  get ok() { return this.status >= 200 && this.status <= 299; }
  async text() {
    if (this.bodyUsed) {
      throw new TypeError('body stream already read');
    }
    this.bodyUsed = true;
    return this.#body;
  }
  async json() { return JSON.parse(await this.text()); }
  clone() { return new Response(this.#body, this); }
}

class AbortSignal extends EventTarget {
  aborted = false;
  reason = undefined;
  throwIfAborted() {
    if (this.aborted) {
      throw this.reason;
    }
  }
}
class AbortController {
  signal = new AbortSignal();
  abort(reason = new DOMException('signal is aborted without reason', 'AbortError')) {
    if (!this.signal.aborted) {
      Object.assign(this.signal, { aborted: true, reason });
      fire(this.signal, new Event('abort'));
    }
  }
}

function bodyAndType(data) {
  if (data === undefined || data === null) {
    return ['', ''];
  }
  if (data instanceof Blob) {
    return [blobText(data), data.type];
  }
  if (data instanceof URLSearchParams) {
    return [data.toString(), 'application/x-www-form-urlencoded;charset=UTF-8'];
  }
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return [blobText(new Blob([data])), ''];
  }
  return [String(data).toWellFormed(), 'text/plain;charset=UTF-8'];
}

const SAFELISTED = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)(;|$)/i;

function begin(request, bytes, settle) {
  lastFlight += 1;
  flights.set(lastFlight, { bytes, settle });
  inFlightBytes += bytes;
  emit('send', { ...request, flight: lastFlight });
  return lastFlight;
}

function httpAddress(text, said) {
  const url = resolved(text);
  if (!url || !['http:', 'https:'].includes(url.scheme)) {
    throw new TypeError(said);
  }
  return writeUrl(url, false);
}

function sendBeacon(target, data) {
  const url = httpAddress(target, `Failed to execute 'sendBeacon' on 'Navigator': The URL argument is ill-formed or unsupported.`);
  const [body, type] = bodyAndType(data);
  const bytes = byteLength(body);
  if (inFlightBytes + bytes > BUDGET_BYTES) {
    emit('unsent', { way: 'beacon', url, method: 'POST' });
    return false;
  }
  const headers = type ? { 'content-type': type } : {};
  const mode = type && !SAFELISTED.test(type) ? 'cors' : 'no-cors';
  begin({ way: 'beacon', url, method: 'POST', headers, body, mode, credentials: 'include', keepalive: true }, bytes, null);
  return true;
}

function fetch(input, init = {}) {
  return new globalThis.Promise((resolve, reject) => {
    const url = httpAddress(input, `Failed to execute 'fetch' on 'Window': Failed to parse URL from ${input}`);
    const method = String(init.method || 'GET').toUpperCase();
    const headers = new Headers(init.headers);
    const [body, type] = bodyAndType(init.body);
    if (body && ['GET', 'HEAD'].includes(method)) {
      throw new TypeError(`Failed to execute 'fetch' on 'Window': Request with GET/HEAD method cannot have body.`);
    }
    if (type && !headers.has('content-type')) {
      headers.set('content-type', type);
    }
    const keepalive = Boolean(init.keepalive);
    const bytes = keepalive ? byteLength(body) : 0;
    if (init.signal && init.signal.aborted) {
      reject(init.signal.reason);
      return;
    }
    if (keepalive && inFlightBytes + bytes > BUDGET_BYTES) {
      emit('unsent', { way: 'fetch', url, method });
      reject(new TypeError('Failed to fetch'));
      return;
    }
    const settle = answer => (answer ? resolve(new Response(answer.body, answer)) : reject(new TypeError('Failed to fetch')));
    const request = { way: 'fetch', url, method, headers: Object.fromEntries(headers), body, keepalive };
    const flight = begin({ ...request, mode: init.mode || 'cors', credentials: init.credentials || 'same-origin' }, bytes, settle);
    if (init.signal) {
      init.signal.addEventListener('abort', () => {
        emit('abort', flight);
        flights.delete(flight);
        reject(init.signal.reason);
      });
    }
  });
}

// The end of a request: its bytes are free again, and whoever waits hears.
function landed(flight, answer) {
  const one = flights.get(flight);
  if (one) {
    flights.delete(flight);
    inFlightBytes -= one.bytes;
    if (one.settle) {
      one.settle(answer);
    }
  }
}
