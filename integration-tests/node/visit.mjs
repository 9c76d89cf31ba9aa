// A person's browser, from an address to where that leads: node visit.mjs URL
//
// Signs in and consents on the way, as browser.mjs does, with its accounts. Prints as one JSON line where it ended, with
// which status, and what stands there.
import { browse } from './browser.mjs';

const { url, status, html = '' } = await browse(process.argv.at(-1));
const text = html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
console.log(JSON.stringify({ url: `${url.origin}${url.pathname}`, status, text }));
