import { isDay, optionalDay, optionalNumber, requiredNumber } from './form-days.js';
import { spendingForm } from './spending/spending.form.js';

describe('days and numbers as people write them', () => {
  it('takes days of the calendar only', () => {
    expect(['2040-02-29', '1999-12-31'].map(isDay)).toEqual([true, true]);
    expect(['2041-02-29', '2040-13-01', '2040-1-1', '12/03/2040', '1776-07-04', '', '2040-02-29 '].map(isDay)).toEqual(
      Array(7).fill(false),
    );
    expect(optionalDay().parse('')).toBeNull();
    expect(optionalDay().safeParse('tomorrow').success).toBe(false);
  });

  it('reads a decimal comma and spaces between thousands', () => {
    expect(optionalNumber().parse('1\u202f234,5')).toBe(1234.5);
    expect(optionalNumber().parse('-3')).toBe(-3);
    expect(optionalNumber().parse('')).toBeNull();
    expect(requiredNumber().safeParse('').success).toBe(false);
    for (const wrong of ['1e9', 'Infinity', '1,2,3', '0x10', 'douze']) {
      expect(optionalNumber().safeParse(wrong).success).toBe(false);
    }
  });

  it('loses no cent of an amount', () => {
    const amount = (text: string): unknown =>
      spendingForm.safeParse({ year: '2040', nature: 'training', budget: 'running', amount: text }).data?.amount;
    expect(['1 234,56', '0,07', '12500', '99,9', '4,35 €'].map(amount)).toEqual([123456, 7, 1250000, 9990, 435]);
    expect(['-1', '1,234', '', 'mille'].map(amount)).toEqual(Array(4).fill(undefined));
  });
});
