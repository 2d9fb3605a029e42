// htmx, set up for a strict policy: no eval, no injected styles, the CSRF token on every write.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // Back asks the server: what is restored is never stale
htmx.config.refreshOnHistoryMiss = false;
htmx.config.scrollBehavior = "auto";
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true }, // a form with its errors
  { code: "[45]..", swap: false, error: true },
];
window.htmx = htmx;

export const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
});

/** fetch() to our own server, with the token; a refusal becomes an Error with its sentence. */
export async function send(url, { method = "POST", body, headers = {} } = {}) {
  const plain = body && body.constructor === Object;
  const response = await fetch(url, {
    method,
    headers: {
      "X-CSRFToken": csrf(),
      "X-Requested-With": "fetch",
      Accept: "application/json",
      ...(plain ? { "Content-Type": "application/json" } : {}),
      ...headers,
    },
    body: plain ? JSON.stringify(body) : body,
  });
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const answer = isJson ? await response.json() : await response.text();
  if (!response.ok) {
    const error = new Error((isJson && (answer.detail || answer.message)) || `The server answered ${response.status}.`);
    error.status = response.status;
    error.answer = answer;
    throw error;
  }
  return answer;
}

export default htmx;
