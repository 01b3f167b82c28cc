// Where oidc-provider keeps what it issued: what its own store in memory does, for more than a thousand entries.
const entries = new Map();
const members = new Map();

const isCurrent = (entry) => entry && (!entry.until || entry.until > Date.now());

export class Storage {
  constructor(model) {
    this.model = model;
  }

  #key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    const key = this.#key(id);
    // What has run out stays for an hour, so that it can be told from what never was.
    entries.set(key, { payload, until: expiresIn && Date.now() + (expiresIn + 3600) * 1000 });
    if (payload.grantId) {
      members.set(payload.grantId, (members.get(payload.grantId) ?? new Set()).add(key));
    }
  }

  async find(id) {
    const entry = entries.get(this.#key(id));
    return isCurrent(entry) ? entry.payload : undefined;
  }

  async findByUid() {
    return undefined;
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    const entry = entries.get(this.#key(id));
    if (entry) {
      entry.payload.consumed = Math.floor(Date.now() / 1000);
    }
  }

  async destroy(id) {
    entries.delete(this.#key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of members.get(grantId) ?? []) {
      entries.delete(key);
    }
    members.delete(grantId);
  }
}
