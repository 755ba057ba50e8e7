import { describe, expect, test } from '@jest/globals';
import { dataAddress } from '../../../../sandbox/page/client/frame/data-address.ts';
import { referenceOf, replaceCssReferences } from '../../../../sandbox/page/client/frame/references.ts';

describe('references of a mail', () => {
  test.each([
    ['https://cdn.example/a.png', 'cdn.example'],
    ['//cdn.example:8080/a.png', 'cdn.example:8080'],
    [' ht\ntps://cdn.example/a', 'cdn.example'],
    ['images/a.png', 'images/a.png'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
  ])('calls %j remote', (address, host) => {
    expect(referenceOf(address)).toEqual({ kind: 'remote', host });
  });

  test.each(['data:image/png;base64,AA==', '#top', ''])('calls %j embedded', (address) => {
    expect(referenceOf(address)).toEqual({ kind: 'embedded' });
  });

  test('reads the content id of an inline image, also an encoded one', () => {
    expect(referenceOf('CID:logo%401')).toEqual({ kind: 'inline', contentId: 'logo@1' });
    expect(referenceOf('cid:50%')).toEqual({ kind: 'inline', contentId: '50%' });
  });

  test('puts inline images into CSS and names the hosts it would load from', () => {
    const css = `@import 'https://a.example/x.css'; a { background: url( "cid:logo" ), url(https://b.example/y.png) }`;
    const { css: replaced, remote } = replaceCssReferences(css, (contentId) => `data:${contentId}`);
    expect(replaced).toContain('url("data:logo")');
    expect(remote).toEqual(['a.example', 'b.example']);
  });

  test('makes an address of an attachment that cannot carry anything else', () => {
    expect(dataAddress({ contentType: 'image/png; name="x"', contentBytes: 'AAAA' })).toBe(
      'data:image/png;base64,AAAA',
    );
    expect(dataAddress({ contentType: '");evil', contentBytes: 'AA")=' })).toBe(
      'data:application/octet-stream;base64,AA=',
    );
  });
});
