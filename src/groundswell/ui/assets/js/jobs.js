// A job asks for itself by htmx (ui/job.html); here is what a page does once it has ended:
//
//   <div data-job-then="reload"> {% job_progress uid %} </div>     shows the page anew
import { onMount } from "./mount.js";

onMount((root) => {
  if (root === document) return missed();
  const ended = root.matches?.("[data-just-ended]") ? root : root.querySelector?.("[data-just-ended]");
  if (!ended) return;
  ended.dispatchEvent(new CustomEvent("gs:job-ended", { bubbles: true, detail: ended.dataset.job }));
  if (ended.closest('[data-job-then="reload"]')) location.reload();
});

// a job may end while the page is being made: the page then knows less than its job. Once is enough
function missed() {
  const ended = document.querySelector('[data-job-then="reload"] .gs-job:not([hx-get])');
  const key = ended && `gs:seen:${ended.id}:${ended.dataset.job}`;
  if (!key || sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, "1");
  location.reload();
}

// a page that comes back to the front asks at once, however long the pause had grown
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  for (const job of document.querySelectorAll(".gs-job[hx-get]:not(.htmx-request)")) {
    window.htmx.ajax("GET", job.getAttribute("hx-get"), { target: job, swap: "outerHTML", source: job });
  }
});
