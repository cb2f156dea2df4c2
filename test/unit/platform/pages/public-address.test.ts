import { describe, expect, it } from 'vitest';
import { strictPolicy } from '../../../../shared/platform/pages/page-policy.ts';
import { isDowngrade, pageTarget } from '../../../../shared/platform/pages/page-target.ts';
import { isPublicAddress } from '../../../../shared/platform/pages/public-address.ts';

describe('a public address', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '52.94.236.248',
    '223.255.255.254',
    '2606:4700::1111',
    '2a00:1450:4001::200e',
  ])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    // this machine, and what Lambda has there: its runtime's API
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '::1',
    '::',
    // the services of clouds: EC2, ECS, the time, DNS, Alibaba's; and those of IPv6
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '100.100.100.200',
    'fd00:ec2::254',
    'fe80::1',
    // networks of their own
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    'fc00::1',
    'fdff::1',
    'fec0::1',
    // reserved, for documents, for measuring, for many, for all
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    'ff02::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '5f00::1',
    // that stand for others: mapped, compatible, NAT64, 6to4, Teredo, ISATAP of a local network
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '2002:7f00:1::1',
    '2002:a9fe:a9fe::1',
    '2001:0:7f00:1::1',
    'fe80::5efe:127.0.0.1',
    'fe80::1%eth0',
    // no addresses
    '',
    'localhost',
    '8.8.8',
    '1.1.1.1.1',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a target', () => {
  it.each([
    ['https://www.example.org/a?b#c', 'www.example.org'],
    ['http://example.org:80/', 'example.org'],
    ['https://example.org:443/', 'example.org'],
    ['https://example.org./', 'example.org'],
    ['https://münchen.de/', 'xn--mnchen-3ya.de'],
    ['http://8.8.8.8/', '8.8.8.8'],
    ['http://[2606:4700::1111]/', '2606:4700::1111'],
  ])('is that of %s', (address, host) => {
    expect(pageTarget(address, strictPolicy)).toMatchObject({ host });
  });

  it.each([
    'http://169.254.169.254/',
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    // 169.254.169.254 in other spellings
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://169.254.43518/',
    'http://169.16689662/',
    'http://169。254。169。254/',
    'http://①⑥⑨.254.169.254/',
    'http://%31%36%39.254.169.254/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    // this machine
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://[::1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://api.localhost/',
    'http://router.local/',
    'http://metadata.google.internal/',
    'http://ip-10-0-0-1.eu-central-1.compute.internal/',
    'http://intranet/',
    'http://host.lan/',
    'http://1.0.0.127.in-addr.arpa/',
    'http://hidden.onion/',
    // other ports
    'http://example.org:8080/',
    'http://example.org:443/',
    'https://example.org:80/',
    'http://example.org:22/',
    // names and passwords
    'https://user@example.org/',
    'https://user:password@example.org/',
    'https://example.org@127.0.0.1/',
    // no web
    'file:///etc/passwd',
    'ftp://example.org/',
    'gopher://example.org:25/',
    'data:text/html,<title>x</title>',
    'javascript:alert(1)',
    'mailto:ann@example.org',
    'blob:https://example.org/1',
    // no addresses
    'https://',
    'http://exa mple.org/',
    'www.example.org',
    '',
  ])('is not allowed: %s', (address) => {
    expect(pageTarget(address, strictPolicy)).toBe('not_allowed');
  });

  it.each([
    ['https://example.org/', 'http://example.org/', true],
    ['https://example.org/', 'HTTP://other.org/', true],
    ['https://example.org/', '//other.org/', false],
    ['https://example.org/', '/a', false],
    ['http://example.org/', 'http://other.org/', false],
    ['http://example.org/', 'https://example.org/', false],
  ])('from %s to %s leaves https: %s', (from, location, expected) => {
    expect(isDowngrade(new URL(from), location)).toBe(expected);
  });

  it('is not of an address that is too long', () => {
    const address = 'https://example.org/'.padEnd(2_048, 'x');
    expect(pageTarget(address, strictPolicy)).toMatchObject({ host: 'example.org' });
    expect(pageTarget(`${address}x`, strictPolicy)).toBe('not_allowed');
  });

  it('is relative to the page that names it', () => {
    const base = new URL('https://example.org/a/b');
    expect(pageTarget('../c', strictPolicy, base)).toMatchObject({ url: new URL('https://example.org/c') });
    expect(pageTarget('//127.0.0.1/c', strictPolicy, base)).toBe('not_allowed');
  });
});
