// Storage: two areas, filled before the page begins and kept in step by whoever drives; a quota; refusal in a sandbox.

const QUOTA_UNITS = 5 * 1024 * 1024;
const contents = new WeakMap(); // Storage: Map
const usage = new WeakMap(); // Storage: UTF-16 units of all keys and values
const areaNames = new WeakMap();

function held(storage) {
  const map = contents.get(storage);
  if (!map) {
    throw new TypeError('Illegal invocation');
  }
  return map;
}

function put(storage, key, value) {
  const map = held(storage);
  const before = map.has(key) ? key.length + map.get(key).length : 0;
  const after = value === null ? 0 : key.length + value.length;
  usage.set(storage, usage.get(storage) - before + after);
  if (value === null) {
    map.delete(key);
  } else {
    map.set(key, value);
  }
}

class Storage {
  get length() { return held(this).size; }
  key(index) { return [...held(this).keys()][index] ?? null; }
  getItem(key) { return held(this).get(String(key)) ?? null; }
  setItem(key, value) {
    const [name, text] = [String(key), String(value)];
    const map = held(this);
    const before = map.has(name) ? name.length + map.get(name).length : 0;
    if (usage.get(this) - before + name.length + text.length > QUOTA_UNITS && text.length + name.length > before) {
      throw new DOMException(`Failed to execute 'setItem' on 'Storage': Setting the value of '${name}' exceeded the quota.`, 'QuotaExceededError');
    }
    put(this, name, text);
    emit('store', areaNames.get(this), name, text);
  }
  removeItem(key) {
    if (held(this).has(String(key))) {
      put(this, String(key), null);
      emit('store', areaNames.get(this), String(key), null);
    }
  }
  clear() { [...held(this).keys()].forEach(key => Storage.prototype.removeItem.call(this, key)); }
}

function makeStorage(name, pairs) {
  const isOwn = key => typeof key === 'string' && !(key in Storage.prototype);
  const storage = new Proxy(new Storage(), {
    get: (target, key, self) => (isOwn(key) ? held(self).get(key) : Reflect.get(Storage.prototype, key, self)),
    has: (target, key) => key in Storage.prototype || held(storage).has(key),
    set: (target, key, value) => { storage.setItem(key, value); return true; },
    deleteProperty: (target, key) => { storage.removeItem(key); return true; },
    ownKeys: () => [...held(storage).keys()],
    getOwnPropertyDescriptor: (target, key) =>
      (held(storage).has(key) ? { value: held(storage).get(key), enumerable: true, configurable: true, writable: true } : undefined),
  });
  contents.set(storage, new Map());
  usage.set(storage, 0);
  areaNames.set(storage, name);
  pairs.forEach(([key, value]) => put(storage, key, value));
  return storage;
}

const areas = given.storage === null ? null : { local: makeStorage('local', given.storage.local), session: makeStorage('session', given.storage.session) };

function areaOrRefusal(name) {
  if (!areas) {
    const said = `Failed to read the '${name}Storage' property from 'Window': Access is denied for this document.`;
    throw new DOMException(said, 'SecurityError');
  }
  return areas[name];
}

function takeOver(changes) {
  for (const [area, key, value] of changes) {
    const oldValue = areas[area].getItem(key);
    put(areas[area], key, value);
    if (area === 'local') {
      fire(globalThis, new StorageEvent('storage', { key, oldValue, newValue: value, url: location.href, storageArea: areas.local }));
    }
  }
}
