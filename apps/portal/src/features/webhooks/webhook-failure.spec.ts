import { failed, done, type HttpAnswer } from '@ronron/connectors';
import { failureOf, isWorthAnotherAttempt } from './webhook-failure.js';
import { eventOf } from './webhook-message.js';

const answer = (status: number, headers: Record<string, string> = {}): ReturnType<typeof failureOf> =>
  failureOf(done<HttpAnswer>({ status, headers, body: Buffer.from(''), url: 'https://tool.example/' }));

describe('what became of a message', () => {
  it('is delivered with any 2xx and nothing else', () => {
    expect(answer(200)).toBeNull();
    expect(answer(204)).toBeNull();
    expect([302, 400, 401, 404, 410, 429, 500, 503].map((status) => answer(status)!.reason)).toEqual([
      'redirected',
      'refused',
      'refused',
      'refused',
      'gone',
      'overloaded',
      'server-error',
      'overloaded',
    ]);
  });

  it('waits as long as the service asks, if it says so in seconds', () => {
    expect(answer(503, { 'retry-after': '120' })).toMatchObject({ waitMs: 120_000 });
    expect(answer(503, { 'retry-after': 'Wed, 21 Oct 2040 07:28:00 GMT' })).toMatchObject({ waitMs: null });
  });

  it('keeps the reasons of the network, and waits for a person where another attempt cannot help', () => {
    expect(failureOf(failed('timeout', 'late'))).toMatchObject({ reason: 'timeout', detail: 'late' });
    expect(failureOf(failed('unsupported', 'ftp:'))).toMatchObject({ reason: 'bad-address' });
    expect(isWorthAnotherAttempt('gone')).toBe(false);
    expect(isWorthAnotherAttempt('refused')).toBe(true);
  });

  it('is called by what changed', () => {
    expect(eventOf(null, { status: 'active' })).toBe('subscription.granted');
    expect(eventOf({ status: 'active' }, { status: 'active' })).toBe('subscription.changed');
    expect(eventOf({ status: 'active' }, { status: 'suspended' })).toBe('subscription.suspended');
    expect(eventOf({ status: 'suspended' }, { status: 'active' })).toBe('subscription.resumed');
    expect(eventOf({ status: 'suspended' }, { status: 'ended' })).toBe('subscription.ended');
  });
});
