import { describe, expect, test } from '@jest/globals';
import { mergeBody } from '../../../../sandbox/functions-host/body-merge.ts';

const metadata = { DeliveryCount: { json: '1' }, MessageId: { string: 'msg_1' }, To: { string: 'real' } };

describe('body merge', () => {
  test('lets the body win over metadata, in any letter case, under the name the metadata had', () => {
    const merged = mergeBody(metadata, '{"deliverycount":99,"MESSAGEID":"from body","to":"evil"}');

    expect(merged).toEqual({
      DeliveryCount: { string: '99' },
      MessageId: { string: 'from body' },
      To: { string: 'evil' },
    });
  });

  test('adds properties the metadata does not have', () => {
    expect(mergeBody(metadata, '{"tenant":"contoso"}')).toEqual({ ...metadata, tenant: { string: 'contoso' } });
  });

  test('passes over arrays and nulls, and keeps objects as JSON', () => {
    const merged = mergeBody(metadata, '{"to":["a"],"messageId":null,"nested":{"a":[1]}}');

    expect(merged).toEqual({ ...metadata, nested: { json: '{"a":[1]}' } });
  });

  test('turns other values into the text .NET gives them', () => {
    const merged = mergeBody({}, '{"yes":true,"no":false,"number":1.5,"empty":""}');

    expect(merged).toEqual({
      yes: { string: 'True' },
      no: { string: 'False' },
      number: { string: '1.5' },
      empty: { string: '' },
    });
  });

  test.each(['', 'plain text', '[1,2]', '"text"', '12', 'null', '{"cut'])('leaves metadata alone for %j', (body) => {
    expect(mergeBody(metadata, body)).toEqual(metadata);
  });

  test('takes a property named __proto__ as any other', () => {
    expect(Object.keys(mergeBody(metadata, '{"__proto__":"x"}'))).toContain('__proto__');
  });

  test('does not change the metadata it was given', () => {
    const given = structuredClone(metadata);

    mergeBody(given, '{"to":"evil"}');

    expect(given).toEqual(metadata);
  });
});
