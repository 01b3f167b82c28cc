// Authlete's TypeScript SDK, which speaks version 3, in version 3 and, by another path and other credentials, in version
// 2: the shapes of the answers are the same.
import { Authlete, HTTPClient } from "@authlete/typescript-sdk";
import { judged } from "./content.mjs";

export const serverURL = process.env.AUTHLETE_BASE_URL;
export const serviceId = process.env.AUTHLETE_SERVICE_APIKEY;
const bearer = process.env.AUTHLETE_SERVICE_ACCESSTOKEN;
const service = [serviceId, process.env.AUTHLETE_SERVICE_APISECRET];
const owner = [process.env.AUTHLETE_SERVICEOWNER_APIKEY, process.env.AUTHLETE_SERVICEOWNER_APISECRET];

/** Every kind of answer that came with status 200, by version, API and the names of its members. */
export const seen = new Map();

async function inVersion2(request, credentials) {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(`/api/${serviceId}/`, "/api/");
  const ofOwner = /\/service\/(get|update)$/.test(url.pathname);
  if (ofOwner) url.pathname += `/${serviceId}`;
  const [user, password] = credentials ?? (ofOwner ? owner : service);
  const headers = new Headers(request.headers);
  headers.set("authorization", `Basic ${btoa(`${user}:${password}`)}`);
  const body = ["GET", "DELETE"].includes(request.method) ? undefined : await request.text();
  return new Request(url, { method: request.method, headers, body });
}

/** `auth/token` of a URL of either version, without what names one client or service. */
function apiOf(url) {
  return new URL(url).pathname
    .replace(/^\/api\/(\d+\/)?/, "")
    .replace(/^(client\/(get|update|delete|lock_flag\/update))\/(?!list$).*/, "$1")
    .replace(/^(service\/(get|update))\/.*/, "$1");
}

async function remember(version, request, response) {
  const text = await response.clone().text();
  if (response.status !== 200) return;
  const answer = JSON.parse(text);
  // What a test forces says nothing about the fake.
  if (answer.resultCode === "A001999") return;
  const api = apiOf(request.url);
  judged(api, answer);
  const key = `${version} ${api} ${answer.action ?? ""} ${Object.keys(answer).sort()}`;
  if (!seen.has(key)) seen.set(key, { version, api, answer });
}

/** The SDK; with other `credentials` than the right ones, if there are any. */
export function authlete(version, credentials) {
  const fetcher = async (request) => {
    const sent = version === "V2" ? await inVersion2(request, credentials) : request;
    const response = await fetch(sent);
    if (!credentials) await remember(version, sent, response);
    return response;
  };
  return new Authlete({ serverURL, bearer: credentials?.[1] ?? bearer, httpClient: new HTTPClient({ fetcher }) });
}

/** The SDK on a server that gives this answer to whatever it is asked. */
export function answering(answer) {
  const fetcher = async () =>
    new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } });
  return new Authlete({ serverURL, bearer, httpClient: new HTTPClient({ fetcher }) });
}
