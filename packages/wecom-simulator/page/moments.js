/** Moments on the traveller's phone. */
import { avatar, navBar, nothing, picture } from './bubbles.js';
import { h, icon } from './dom.js';
import { act } from './store.js';
import { chatTime, t } from './text.js';

export function momentsScreen(state, now) {
  const feed = state.moments ?? [];
  return [
    navBar({ title: t('traveller.moments') }),
    feed.length > 0
      ? h(
          'ul',
          { class: 'screen feed', tabindex: '0', 'aria-label': t('traveller.moments') },
          feed.map((moment) => post(moment, state.traveller, now)),
        )
      : h('div', { class: 'screen' }, nothing(t('moments.none'))),
  ];
}

function post(moment, traveller, now) {
  const key = `moment ${moment.id} ${moment.userid}`;
  const reaction = { momentId: moment.id, userid: moment.userid, person: traveller.externalUserId };
  return h(
    'li',
    { key, class: 'post' },
    avatar(moment.name),
    h(
      'div',
      { class: 'f1' },
      h('b', null, moment.name),
      moment.text ? h('p', null, moment.text) : null,
      h(
        'div',
        { class: 'pics' },
        moment.images.map((id) => picture(id, t('attachments.image'))),
      ),
      moment.link
        ? h(
            'div',
            { class: 'cardm' },
            h('p', null, moment.link.title),
            h('div', { class: 'ft' }, moment.link.url),
          )
        : null,
      h(
        'div',
        { class: 'under' },
        h('span', { class: 'w' }, chatTime(moment.at, now)),
        h(
          'button',
          {
            type: 'button',
            class: moment.liked ? 'like on' : 'like',
            'aria-pressed': String(moment.liked),
            disabled: moment.liked,
            onclick: () => act('content/like-moment', reaction),
          },
          icon('heart'),
          t('moments.likes', { count: moment.likes }),
        ),
        h(
          'button',
          { type: 'button', class: 'like', onclick: () => act('content/comment-moment', reaction) },
          icon('chat'),
          t('moments.comment'),
        ),
      ),
      moment.comments.length > 0
        ? h(
            'p',
            { class: 'comment' },
            t('moments.commented', { names: moment.comments.join(t('common.comma')) }),
          )
        : null,
    ),
  );
}
