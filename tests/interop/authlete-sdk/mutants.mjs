// An answer with one member broken, for each of its members and each way to break it.

// Members, or lists, of words out of a closed list.
const WORDS =
  /^(action|deliveryMode|hintType|clientAuthMethod|grantType|clientType|tokenAuthMethod|\w+SignAlg|bcDeliveryMode|grantTypes|supportedBackchannelTokenDeliveryModes|supportedGrantTypes|supportedTokenAuthMethods)$/;

function otherType(value) {
  if (typeof value === "string") return 7;
  if (typeof value === "object") return Array.isArray(value) ? { 0: "list" } : ["object"];
  return String(value);
}

function broken(name, value) {
  const ways = [otherType(value), null];
  if (typeof value === "number") ways.push(value + 0.5);
  if (typeof value !== "object") ways.push([value]);
  if (typeof value?.[0] === "string" && Array.isArray(value)) ways.push(value[0], [7]);
  if (WORDS.test(name)) ways.push(Array.isArray(value) ? ["MAGIC"] : "MAGIC");
  return ways;
}

/** `[place, mutant]` for each; a place is a list of names. */
export function* mutants(answer) {
  const put = (name, value) =>
    Array.isArray(answer) ? Object.assign([...answer], { [name]: value }) : { ...answer, [name]: value };
  for (const [name, value] of Object.entries(answer)) {
    for (const other of broken(name, value)) yield [[name], put(name, other)];
    const text = name === "responseContent" && String(value).startsWith("{");
    const inside = text ? JSON.parse(value) : value;
    if (inside && typeof inside === "object") {
      for (const [place, mutant] of mutants(inside)) {
        yield [[name, ...place], put(name, text ? JSON.stringify(mutant) : mutant)];
      }
    }
  }
}

/** The same answer without one of these members, for each. */
export function* without(answer, members) {
  for (const member of members) {
    const { [member]: _, ...rest } = answer;
    yield [[member], rest];
  }
}
