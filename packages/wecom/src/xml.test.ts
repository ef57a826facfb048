import { describe, expect, it } from 'vitest';
import { openPlaintext } from './callbacks.ts';
import { parsePlainXml } from './plain-xml.ts';
import { parseXml } from './xml.ts';

const refuse = (xml: string) =>
  expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code: 'malformed_body' }));

describe('XML of callbacks', () => {
  it('is read as text, whatever it looks like, by the short way and by the long one', () => {
    const body =
      '<A><![CDATA[0012]]></A><B> 7 </B><C/><D>&lt;&#65;</D><E><Item>a</Item><Item><![CDATA[<b>]]></Item></E><F></F>';
    const read = { A: '0012', B: ' 7 ', C: '', D: '&lt;&#65;', E: { Item: ['a', '<b>'] }, F: '' };
    expect(parseXml(`<?xml version="1.0" encoding="UTF-8"?><xml>${body}</xml>`)).toEqual(read);
    const { C, ...plain } = read;
    expect(C).toBe('');
    expect(parsePlainXml(`<xml>${body.replace('<C/>', '')}</xml>\n`)).toEqual(plain);
  });

  it('with anything out of the ordinary is left to the general parser', () => {
    const odd = [
      '<xml a="1"><A>1</A></xml>',
      '<xml><A b="1">1</A></xml>',
      '<xml><!-- c --><A>1</A></xml>',
      '<xml><A>1</A><B/></xml>',
      '<xml>text<A>1</A></xml>',
      '<xml><A>1</A>\r\n</xml>',
      '<xml><a>1</a></xml>',
      '<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>',
      '<xml><A>1</A></xml><xml></xml>',
      '<xml><A>1</B></xml>',
      '<xml><A>1</A >',
      '<xml></xml>',
      ' <xml><A>1</A></xml>',
    ];
    for (const xml of odd) expect(parsePlainXml(xml)).toBeUndefined();
  });

  it('a text that holds the end of a section, split as it must be, is put together again', () => {
    expect(parseXml('<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>')).toEqual({ A: 'x]]>y' });
  });
});

describe('hostile XML', () => {
  it('document types are refused, entities are not expanded', () => {
    refuse('<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><A>&a;</A></xml>');
    refuse(
      '<?xml version="1.0"?> <!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    );
    refuse('<!-- c --><!doctype x [<!ENTITY a "aaaa">]><xml><A>&a;</A></xml>');
    refuse(`<?xml ${' '.repeat(2_000)}?><!DOCTYPE x [<!ENTITY a "aaaa">]><xml><A>&a;</A></xml>`);
    refuse('<xml><!DOCTYPE x [<!ENTITY a "aaaa">]><A>&a;</A></xml>');
    expect(parseXml('<xml><A>&lt;&#65;&a;</A></xml>')).toEqual({ A: '&lt;&#65;&a;' });
  });

  it('a document type is text where it is text', () => {
    const text = '<!DOCTYPE x [<!ENTITY a "b">]>';
    expect(parseXml(`<xml><A><![CDATA[${text}]]></A></xml>`)).toEqual({ A: text });
    expect(parseXml(`<xml><A><![CDATA[${text}]]></A><b>1</b></xml>`)).toEqual({ A: text, b: '1' });
  });

  it('is nested at most twenty deep', () => {
    const deep = (levels: number, name: string) =>
      `<xml>${`<${name}>`.repeat(levels)}x${`</${name}>`.repeat(levels)}</xml>`;
    for (const name of ['A', 'a']) {
      expect(() => parseXml(deep(19, name))).not.toThrow();
      refuse(deep(20, name));
      refuse(deep(50_000, name));
    }
  });

  it('cannot hide depth or a document type in an attribute, a comment or an instruction', () => {
    const deep = `${'<b>'.repeat(50_000)}${'</b>'.repeat(50_000)}`;
    for (const hidden of [deep, '<!DOCTYPE x [<!ENTITY e "1">]>']) {
      refuse(`<xml><a b="> <![CDATA[ ">${hidden}</a><c>]]></c></xml>`);
      refuse(`<xml><a b='<![CDATA['>${hidden}</a><c>]]></c></xml>`);
      refuse(`<xml><!-- <![CDATA[ --><a>${hidden}</a><c>]]></c></xml>`);
      refuse(`<xml><?p <![CDATA[ ?><a>${hidden}</a><c>]]></c></xml>`);
    }
    refuse('<xml><a <b>1</b></xml>');
    expect(parseXml('<xml><a b="1" c=\'2\'>3</a></xml>')).toEqual({ a: '3' });
  });

  it('that is cut off, or nothing at all, is refused', () => {
    for (const xml of [
      '<xml>',
      '<xml><A>',
      '<xml><A><![CDATA[',
      '<xml><A>1</A>',
      '',
      ' ',
      'x',
      '<',
      '<xml>x</xml>',
    ])
      refuse(xml);
  });

  it('names of the prototype change nothing', () => {
    refuse('<xml><__proto__><polluted>1</polluted></__proto__></xml>');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(openPlaintext('<xml><Event>constructor</Event></xml>').event.kind).toBe('unknown');
  });
});
