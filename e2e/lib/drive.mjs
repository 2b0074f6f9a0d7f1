// The same steps in Chromium and in Firefox, over one library.
import puppeteer from 'puppeteer-core'

export const BROWSERS = ['chrome', 'firefox']

const PROGRAMS = { chrome: process.env.CHROMIUM ?? '/usr/bin/chromium', firefox: process.env.FIREFOX ?? '/usr/bin/firefox-esr' }

export function drive(browser) {
  return puppeteer.launch({
    browser,
    executablePath: PROGRAMS[browser],
    args: browser === 'chrome' ? ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--no-first-run', '--disable-gpu'] : [],
    // The library lets files read each other; people's browsers do not.
    extraPrefsFirefox: {
      'security.fileuri.strict_origin_policy': true,
      // A page that comes back from the cache would be another frame to the library.
      'fission.bfcacheInParent': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  })
}
