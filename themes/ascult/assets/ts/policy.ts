// The one Trusted Types policy: an address may be given to the browser as a
// script only when it is on our own site.
interface Policy { createScriptURL(url: string): unknown }
interface Factory { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy }

const factory = (window as unknown as { trustedTypes?: Factory }).trustedTypes;

const rules = {
  createScriptURL(url: string): string {
    const full = new URL(url, location.href);
    if (full.origin !== location.origin) throw new TypeError("not our script: " + full.origin);
    return full.href;
  },
};

export const policy: Policy = factory ? factory.createPolicy("ascult", rules) : rules;
