import { describe, expect, it } from 'vitest';
import { decrypt, sign } from './crypto.ts';
import { type PassiveMessage, passiveDocument, passiveReply } from './replies.ts';
import { parseXml } from './xml.ts';

const config = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'ww0123456789abcdef',
};

const written = (message: PassiveMessage) =>
  passiveDocument({ to: 'LinXiao', from: 'ww1', createTime: 1348831860, message });
const head =
  '<xml><ToUserName><![CDATA[LinXiao]]></ToUserName><FromUserName><![CDATA[ww1]]></FromUserName><CreateTime>1348831860</CreateTime>';

describe('the inner document', () => {
  it('has the elements that WeCom documents, texts as CDATA and numbers bare', () => {
    expect(written({ type: 'text', content: 'a ]]> b' })).toBe(
      `${head}<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[a ]]]]><![CDATA[> b]]></Content></xml>`,
    );
    expect(written({ type: 'voice', mediaId: 'm' })).toBe(
      `${head}<MsgType><![CDATA[voice]]></MsgType><Voice><MediaId><![CDATA[m]]></MediaId></Voice></xml>`,
    );
    expect(written({ type: 'video', mediaId: 'm', title: 't' })).toBe(
      `${head}<MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[m]]></MediaId><Title><![CDATA[t]]></Title></Video></xml>`,
    );
    expect(written({ type: 'update_button', replaceName: '已同意' })).toBe(
      `${head}<MsgType><![CDATA[update_button]]></MsgType><Button><ReplaceName><![CDATA[已同意]]></ReplaceName></Button></xml>`,
    );
  });

  it('of news repeats one element per article, one to eight of them', () => {
    const articles = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ title: `t${n}`, picUrl: 'p', url: 'u' }));
    expect(written({ type: 'news', articles: articles(2) })).toBe(
      `${head}<MsgType><![CDATA[news]]></MsgType><ArticleCount>2</ArticleCount><Articles>` +
        '<item><Title><![CDATA[t0]]></Title><PicUrl><![CDATA[p]]></PicUrl><Url><![CDATA[u]]></Url></item>' +
        '<item><Title><![CDATA[t1]]></Title><PicUrl><![CDATA[p]]></PicUrl><Url><![CDATA[u]]></Url></item></Articles></xml>',
    );
    expect(written({ type: 'news', articles: articles(8) })).toContain('<ArticleCount>8<');
    expect(() => written({ type: 'news', articles: articles(9) })).toThrow(RangeError);
    expect(() => written({ type: 'news', articles: [] })).toThrow(RangeError);
  });

  it('of a card has the names of message/send in the capitals of callbacks', () => {
    const card = {
      card_type: 'button_interaction',
      source: { icon_url: 'i', desc_color: 2 },
      sub_title_text: undefined,
      horizontal_content_list: [{ keyname: 'k', userid: 'u' }],
      card_action: { type: 2, appid: 'a', pagepath: 'p' },
      checkbox: { option_list: [{ id: '1', is_checked: true }, { id: '2' }] },
      replace_text: '已提交',
    };
    const text = (name: string, value: string) => `<${name}><![CDATA[${value}]]></${name}>`;
    expect(written({ type: 'update_template_card', card })).toBe(
      `${head}<MsgType><![CDATA[update_template_card]]></MsgType><TemplateCard>${text('CardType', 'button_interaction')}` +
        `<Source>${text('IconUrl', 'i')}<DescColor>2</DescColor></Source>` +
        `<HorizontalContentList>${text('KeyName', 'k')}${text('UserId', 'u')}</HorizontalContentList>` +
        `<CardAction><Type>2</Type>${text('AppId', 'a')}${text('PagePath', 'p')}</CardAction>` +
        `<CheckBox><OptionList>${text('Id', '1')}<IsChecked>true</IsChecked></OptionList><OptionList>${text('Id', '2')}</OptionList></CheckBox>` +
        `${text('ReplaceText', '已提交')}</TemplateCard></xml>`,
    );
  });

  it('in JSON mode has the same names', () => {
    const message: PassiveMessage = { type: 'text', content: '好"' };
    const json = passiveDocument({ to: 'LinXiao', from: 'ww1', createTime: 1, message, format: 'json' });
    expect(json).toBe(
      '{"ToUserName":"LinXiao","FromUserName":"ww1","CreateTime":1,"MsgType":"text","Content":"好\\""}',
    );
  });
});

describe('the sealed reply', () => {
  const reply = { config, plaintext: '<xml><a>你好</a></xml>', timestamp: 1700000000, nonce: 'n0nce' };
  const signature = (encrypted: string) =>
    sign(config.token, { timestamp: '1700000000', nonce: 'n0nce', encrypted });
  const opened = (encrypted: string) => decrypt(config.encodingAesKey, encrypted);

  it('is signed and decrypts to what was said, for the corp', () => {
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = parseXml(passiveReply(reply));
    expect({ MsgSignature, TimeStamp, Nonce }).toEqual({
      MsgSignature: signature(String(Encrypt)),
      TimeStamp: '1700000000',
      Nonce: 'n0nce',
    });
    expect(opened(String(Encrypt))).toMatchObject({ message: reply.plaintext, receiveId: config.receiveId });
  });

  it('in JSON mode has four lower-case names', () => {
    const json: unknown = JSON.parse(passiveReply({ ...reply, format: 'json', random: Buffer.alloc(16) }));
    const encrypt = String(Reflect.get(Object(json), 'encrypt'));
    expect(json).toEqual({
      encrypt,
      msgsignature: signature(encrypt),
      timestamp: '1700000000',
      nonce: 'n0nce',
    });
    expect(opened(encrypt).message).toBe(reply.plaintext);
  });

  it('is for the first of several receivers, and for nobody when any is accepted', () => {
    const receiver = (receiveId: string[] | null) =>
      opened(String(parseXml(passiveReply({ ...reply, config: { ...config, receiveId } })).Encrypt))
        .receiveId;
    expect(receiver(['ww1', 'wxsuite'])).toBe('ww1');
    expect(receiver([])).toBe('');
    expect(receiver(null)).toBe('');
  });
});
