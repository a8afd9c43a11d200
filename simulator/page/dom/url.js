// Addresses: the WHATWG URL parser as far as pages use it. Hosts are ASCII; other ones are refused by name.

const DEFAULT_PORTS = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': '' };
const isSpecial = scheme => Object.hasOwn(DEFAULT_PORTS, scheme);
const IN_FRAGMENT = /[\u0000-\u0020"<>`\u007f-\u{10ffff}]/gu;
const IN_QUERY = /[\u0000-\u0020"#<>\u007f-\u{10ffff}]/gu;
const IN_SPECIAL_QUERY = /[\u0000-\u0020"#<>'\u007f-\u{10ffff}]/gu;
const IN_PATH = /[\u0000-\u0020"#<>?`{}^\u007f-\u{10ffff}]/gu;
const IN_OPAQUE_PATH = /[\u0000-\u001f\u007f-\u{10ffff}]/gu;

function percentEncode(text, set) {
  return text.replace(set, one => {
    const encoded = encodeURIComponent(one);
    return encoded === one ? '%' + one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0') : encoded;
  });
}

function parsePath(text, special, base) {
  const kept = base ? base.slice(0, -1) : [];
  const segments = (special ? text.replaceAll('\\', '/') : text).split('/');
  segments.forEach((segment, at) => {
    const plain = segment.replace(/%2e/gi, '.');
    const last = at === segments.length - 1;
    if (plain === '..') {
      kept.pop();
    }
    if (plain === '..' || plain === '.') {
      if (last) {
        kept.push('');
      }
    } else {
      kept.push(percentEncode(segment, IN_PATH));
    }
  });
  return kept;
}

function parseAuthority(url, text) {
  const at = text.lastIndexOf('@');
  const parts = /^(\[[0-9a-f:.]*\]|[^:]*)(?::([0-9]*))?$/i.exec(text.slice(at + 1));
  if (!parts || (isSpecial(url.scheme) && !parts[1]) || Number(parts[2]) > 65535) {
    return false;
  }
  [url.username, url.password] = at < 0 ? ['', ''] : [...text.slice(0, at).split(':'), ''];
  url.host = isSpecial(url.scheme) ? percentDecode(parts[1]).toLowerCase() : parts[1];
  if (/[^\u0000-\u007f]/.test(url.host)) {
    throw new RangeError('the small DOM does not know hosts beyond ASCII: ' + url.host);
  }
  url.port = parts[2] && Number(parts[2]) !== Number(DEFAULT_PORTS[url.scheme] || -1) ? String(Number(parts[2])) : '';
  return !/[\s#/<>?@\\^|%]/.test(url.host);
}

function parseUrl(given, base) {
  const text = String(given).toWellFormed().replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '').replace(/[\t\n\r]/g, '');
  const named = /^([a-z][a-z0-9+.-]*:)/i.exec(text);
  const scheme = named ? named[1].toLowerCase() : base && base.scheme;
  const [, rest, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(named ? text.slice(named[1].length) : text);
  if (!scheme || (!named && base.opaque !== null && (rest || query))) {
    return null;
  }
  const url = { scheme, username: '', password: '', host: null, port: '', path: [], opaque: null, query: '', fragment: '' };
  const set = isSpecial(scheme) ? IN_SPECIAL_QUERY : IN_QUERY;
  url.fragment = fragment ? percentEncode(fragment.slice(1), IN_FRAGMENT) : '';
  url.query = query ? percentEncode(query.slice(1), set) : '';
  const slashes = isSpecial(scheme) ? rest.replaceAll('\\', '/') : rest;
  if (slashes.startsWith('//') || (named && isSpecial(scheme) && scheme !== 'file:')) {
    const [, authority, path] = /^\/*([^/]*)(.*)$/s.exec(slashes);
    url.path = path || isSpecial(scheme) ? parsePath(path.slice(1), isSpecial(scheme)) : [];
    return parseAuthority(url, authority) ? url : null;
  }
  if (named) {
    if (slashes.startsWith('/')) {
      url.path = parsePath(slashes.slice(1), false);
    } else {
      url.opaque = percentEncode(rest, IN_OPAQUE_PATH);
    }
    return url;
  }
  Object.assign(url, { username: base.username, password: base.password, host: base.host, port: base.port });
  url.opaque = base.opaque;
  if (!slashes) {
    url.path = base.path;
    url.query = query === undefined ? base.query : url.query;
  } else {
    url.path = parsePath(slashes.startsWith('/') ? slashes.slice(1) : slashes, isSpecial(scheme), slashes.startsWith('/') ? null : base.path);
  }
  return url;
}

function pathOf(url) {
  return url.opaque === null ? (url.path.length ? '/' + url.path.join('/') : '') : url.opaque;
}

function writeUrl(url, withFragment = true) {
  const user = url.username ? url.username + (url.password ? ':' + url.password : '') + '@' : '';
  const authority = url.host === null ? '' : '//' + user + url.host + (url.port ? ':' + url.port : '');
  const end = (url.query ? '?' + url.query : '') + (withFragment && url.fragment ? '#' + url.fragment : '');
  return url.scheme + authority + pathOf(url) + end;
}

function originOf(url) {
  return isSpecial(url.scheme) && url.host !== null ? url.scheme + '//' + url.host + (url.port ? ':' + url.port : '') : 'null';
}

function percentDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch (malformed) {
    return text.replace(/(%[0-9a-f]{2})+/gi, run => {
      try {
        return decodeURIComponent(run);
      } catch (bytes) {
        return '\ufffd'.repeat(run.length / 3);
      }
    });
  }
}

const formEncode = text => encodeURIComponent(String(text).toWellFormed())
  .replace(/[!'()~]/g, one => '%' + one.charCodeAt(0).toString(16).toUpperCase()).replaceAll('%20', '+');

class URLSearchParams {
  #pairs = [];
  #changed = null;

  constructor(init = '', changed = null) {
    this.#changed = typeof changed === 'function' ? changed : null;
    if (init && typeof init === 'object') {
      const pairs = init[Symbol.iterator] ? [...init] : Object.entries(init);
      this.#pairs = pairs.map(([name, value]) => [String(name), String(value)]);
      return;
    }
    const decode = part => percentDecode(part.replaceAll('+', ' '));
    for (const part of String(init).replace(/^\?/, '').split('&')) {
      if (part) {
        const at = part.indexOf('=');
        this.#pairs.push(at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]);
      }
    }
  }

  #tell(pairs) {
    this.#pairs = pairs;
    if (this.#changed) {
      this.#changed(this.toString());
    }
  }

  get size() { return this.#pairs.length; }
  get(name) { const found = this.#pairs.find(pair => pair[0] === String(name)); return found ? found[1] : null; }
  getAll(name) { return this.#pairs.filter(pair => pair[0] === String(name)).map(pair => pair[1]); }
  has(name) { return this.#pairs.some(pair => pair[0] === String(name)); }
  append(name, value) { this.#tell([...this.#pairs, [String(name), String(value)]]); }
  delete(name) { this.#tell(this.#pairs.filter(pair => pair[0] !== String(name))); }
  set(name, value) {
    const at = this.#pairs.findIndex(pair => pair[0] === String(name));
    const kept = this.#pairs.filter((pair, index) => pair[0] !== String(name) || index === at);
    this.#tell(at < 0 ? [...kept, [String(name), String(value)]] : kept.map(pair => (pair[0] === String(name) ? [pair[0], String(value)] : pair)));
  }
  sort() { this.#tell([...this.#pairs].sort((one, other) => (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0))); }
  forEach(callback) { this.#pairs.forEach(pair => callback(pair[1], pair[0], this)); }
  entries() { return this.#pairs.map(pair => [...pair])[Symbol.iterator](); }
  keys() { return this.#pairs.map(pair => pair[0])[Symbol.iterator](); }
  values() { return this.#pairs.map(pair => pair[1])[Symbol.iterator](); }
  [Symbol.iterator]() { return this.entries(); }
  toString() { return this.#pairs.map(pair => pair.map(formEncode).join('=')).join('&'); }
}

class URL {
  #url;
  #params = null;

  constructor(text, base) {
    const from = base === undefined ? null : parseUrl(base, null);
    this.#url = base !== undefined && !from ? null : parseUrl(text, from);
    if (!this.#url) {
      throw new TypeError(`Failed to construct 'URL': Invalid URL`);
    }
  }

  static canParse(text, base) {
    const from = base === undefined ? null : parseUrl(base, null);
    return (base === undefined || from !== null) && parseUrl(text, from) !== null;
  }
  static createObjectURL() { return 'blob:' + pageOrigin() + '/' + makeUuid(); }
  static revokeObjectURL() {}

  get href() { return writeUrl(this.#url); }
  set href(text) {
    this.#url = parseUrl(text, null) || this.#url;
    this.#params = null;
  }
  get origin() { return originOf(this.#url); }
  get protocol() { return this.#url.scheme; }
  get username() { return this.#url.username; }
  get password() { return this.#url.password; }
  get host() { return (this.#url.host || '') + (this.#url.port ? ':' + this.#url.port : ''); }
  get hostname() { return this.#url.host || ''; }
  get port() { return this.#url.port; }
  get pathname() { return pathOf(this.#url); }
  set pathname(text) { this.#url.path = parsePath(String(text).replace(/^\//, ''), isSpecial(this.#url.scheme)); }
  get search() { return this.#url.query ? '?' + this.#url.query : ''; }
  set search(text) {
    this.#url.query = percentEncode(String(text).replace(/^\?/, ''), IN_SPECIAL_QUERY);
    this.#params = null;
  }
  get hash() { return this.#url.fragment ? '#' + this.#url.fragment : ''; }
  set hash(text) { this.#url.fragment = percentEncode(String(text).replace(/^#/, ''), IN_FRAGMENT); }
  get searchParams() {
    this.#params = this.#params || new URLSearchParams(this.#url.query, text => { this.#url.query = text; });
    return this.#params;
  }
  toString() { return this.href; }
  toJSON() { return this.href; }
}
