// What the programs share that look at pages with Chromium: the browser, and what is wrong with a page.
//
// CHROMIUM names the browser (/usr/bin/chromium where it is not set).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = (...more) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...more],
  });

/** Looks at pages, and remembers what was wrong; keeps pictures where a folder for them is named. */
export class Looks {
  problems = [];
  count = 0;
  #screenshots;

  constructor(screenshots) {
    this.#screenshots = screenshots;
    if (screenshots) {
      fs.mkdirSync(screenshots, { recursive: true });
    }
  }

  check(condition, message) {
    if (!condition) {
      this.problems.push(message);
      console.error(`FAILED: ${message}`);
    }
  }

  /** From now on, what goes wrong in the page is a problem: scripts, and what the content policy blocks. */
  listenTo(page, where) {
    page.on('console', (message) => {
      // A browser notes an answer of 4xx there as well.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.check(false, `${where}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => this.check(false, `${where}: ${error.message}`));
  }

  /** Looks at a page: its heading, axe's opinion, its width; keeps a picture. */
  async at(page, { name, shape, heading }) {
    this.count++;
    const where = `${name} (${shape})`;
    const found = await page.locator('h1').innerText();
    this.check(found === heading, `${where}: the heading is "${found}", not "${heading}"`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    this.check(wide <= 0, `${where}: ${wide} px wider than the window`);
    if (this.#screenshots) {
      await page.screenshot({ path: path.join(this.#screenshots, `${name}-${shape}.png`), fullPage: true });
    }
    // The debugger's own world is not held to the page's content policy.
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    for (const { id, impact, nodes } of violations) {
      const line = `${where}: axe ${impact} ${id}: ${nodes.map((node) => node.html).join(' ')}`;
      if (impact === 'serious' || impact === 'critical') {
        this.check(false, line);
      } else {
        console.log(line);
      }
    }
  }
}
