// How values are written along the axes and in the tip of a chart, in the reader's locale.
const cache = new Map();

function format(locale, options) {
  const key = locale + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(locale, options));
  return cache.get(key);
}

/** Decimals that write multiples of a step exactly (2.5 takes one), three at most. */
const decimals = (step) => [0, 1, 2].find((places) => Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) < 1e-6 && Math.round(step * 10 ** places) > 0) ?? 3;

/** A function that writes a value in full, for the tip. */
export function writer({ form, currency }, locale) {
  if (form === "rate") return (value) => format(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
  if (form === "money") {
    const options = { style: "currency", currency, maximumFractionDigits: 2 };
    const places = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
    return (value) => format(locale, options).format(value / 10 ** places);
  }
  return (value) => format(locale, { maximumFractionDigits: form === "count" ? 0 : 2 }).format(value);
}

/** A function that writes a tick, short enough for the margin; `step` is the distance of ticks. */
export function ticks({ form, currency }, locale, step) {
  if (form === "rate") {
    const places = decimals(step * 100);
    return (value) => format(locale, { style: "percent", minimumFractionDigits: places, maximumFractionDigits: places }).format(value);
  }
  if (form === "money") {
    const places = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
    return (value) => format(locale, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }).format(value / 10 ** places);
  }
  return (value) => {
    const size = Math.abs(value);
    const [unit, suffix] = size >= 1e9 ? [1e9, "B"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "k"] : [1, ""];
    return format(locale, { maximumFractionDigits: decimals(step / unit) }).format(value / unit) + suffix;
  };
}

/** A function that writes a place on the axis across, for the tip. */
export function acrossWriter({ form }, locale) {
  if (form === "day") {
    const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    return (value) => days.format(new Date(value));
  }
  if (form === "moment") {
    const moments = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    return (value) => moments.format(new Date(value));
  }
  return String;
}

/** A function that writes a tick of time; a day has no zone, so it is kept from having one. */
export function timeTick(form, locale) {
  const zone = form === "day" ? { timeZone: "UTC" } : {};
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...zone });
  const year = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", ...zone });
  return (value, long) => (long ? year : day).format(new Date(value));
}
