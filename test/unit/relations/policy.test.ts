import { describe, expect, it } from 'vitest';
import { allows, privacyPolicy, relations } from '../../../shared/relations/policy.ts';
import { privacy, privacyAudience, type PrivacySetting } from '../../../shared/protocol/index.ts';

const audiences = privacyAudience.options;
/** Those that let some users in, and others not. */
const { linkPreviews: _, ...audienceSettings } = privacy.shape;
const settings = Object.keys(audienceSettings) as PrivacySetting[];

/** For each relation whom each audience lets in: `everyone`, `contacts`, `nobody`. */
const between = {
  self: [true, true, true],
  contact: [true, true, false],
  stranger: [true, false, false],
  blocked: [false, false, false],
  blocking: [false, false, false],
};
/** Who blocked a user sees their profile as a stranger. */
const profile = { ...between, blocking: [true, false, false] };
const expected: Record<PrivacySetting, typeof between> = {
  presence: between,
  about: profile,
  avatar: profile,
  receipts: between,
  messages: between,
  groups: between,
  forwards: between,
};

describe('the privacy policy', () => {
  it('has a row for each setting', () => {
    expect(Object.keys(privacyPolicy).sort()).toEqual([...settings].sort());
  });

  it.each(settings)('decides %s for each relation and audience', (setting) => {
    const decisions = Object.fromEntries(
      relations.map((relation) => [
        relation,
        audiences.map((audience) => allows(setting, audience, relation)),
      ]),
    );
    expect(decisions).toEqual(expected[setting]);
  });
});
