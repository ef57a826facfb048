/** Elements as plain objects, and bringing a part of the document up to them: what has focus keeps it. */

const SVG = new Set(['svg', 'path', 'circle', 'rect']);
/** Set as properties: an attribute would only be their first value. */
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden']);

/** `props`: attributes, `on…` functions, `key` among siblings, `made` and `gone` called with the element. */
export function h(tag, props, ...children) {
  const flat = children.flat(9).filter((child) => child !== null && child !== undefined && child !== false);
  return {
    tag,
    props: props ?? {},
    children: flat.map((child) => (typeof child === 'object' ? child : { text: String(child) })),
  };
}

/** Makes the children of `parent` what `wanted` says. */
export function patch(parent, wanted) {
  const old = [...parent.childNodes];
  const keyed = new Map(
    old.filter((node) => node.sim?.key !== undefined).map((node) => [node.sim.key, node]),
  );
  let next = parent.firstChild;
  for (const vnode of wanted) {
    const key = vnode.props?.key;
    const known = key === undefined ? unkeyed(next, vnode) : keyed.get(key);
    const node = known && fits(known, vnode) ? known : make(vnode);
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
    update(node, vnode);
  }
  while (next) {
    const after = next.nextSibling;
    leave(next);
    next.remove();
    next = after;
  }
}

function unkeyed(node, vnode) {
  return node && node.sim?.key === undefined && fits(node, vnode) ? node : undefined;
}

function fits(node, vnode) {
  if (vnode.tag === undefined) return node.nodeType === Node.TEXT_NODE;
  return (
    node.nodeType === Node.ELEMENT_NODE && node.localName === vnode.tag && node.sim?.key === vnode.props.key
  );
}

function make(vnode) {
  if (vnode.tag === undefined) return document.createTextNode(vnode.text);
  const node = SVG.has(vnode.tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', vnode.tag)
    : document.createElement(vnode.tag);
  node.sim = { key: vnode.props.key, props: {} };
  return node;
}

function update(node, vnode) {
  if (vnode.tag === undefined) {
    if (node.data !== vnode.text) node.data = vnode.text;
    return;
  }
  const { props: before } = node.sim;
  const isNew = !node.sim.made;
  node.sim.props = vnode.props;
  // Options come before the value that chooses among them.
  patch(node, vnode.children);
  for (const name of new Set([...Object.keys(before), ...Object.keys(vnode.props)])) {
    setProp(node, name, { from: before[name], to: vnode.props[name] });
  }
  if (isNew) {
    node.sim.made = true;
    const { made } = vnode.props;
    if (made) queueMicrotask(() => made(node));
  }
}

function setProp(node, name, { from, to }) {
  if (name === 'key' || name === 'made' || name === 'gone') return;
  if (name.startsWith('on')) node[name] = to ?? null;
  else if (PROPERTIES.has(name)) {
    if (node[name] !== (to ?? '')) node[name] = to ?? '';
  } else if (from !== to) {
    if (to === undefined || to === null || to === false) node.removeAttribute(name);
    else node.setAttribute(name, to === true ? '' : to);
  }
}

function leave(node) {
  node.sim?.props.gone?.(node);
  for (const child of node.childNodes) leave(child);
}

/** Drawn on 16 × 16, 1.5 wide. */
const ICONS = {
  back: 'M10 3 5 8l5 5',
  dots: 'M3 8h.01M8 8h.01M13 8h.01',
  link: 'M6.5 9.5l3-3M7 4.8l1.5-1.5a2.5 2.5 0 0 1 3.6 3.6L10.6 8.5M5.4 7.5 3.9 9a2.5 2.5 0 0 0 3.6 3.600L9 11.2',
  chat: 'M2.5 3.500h11v7h-6l-3 2.500v-2.500h-2z',
  people:
    'M6 7.500a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400zM2 13c0-2.5 1.8-4 4-4s4 1.5 4 4M10.5 3.400a2.1 2.1 0 0 1 0 3.900M11.8 9.300c1.4.6 2.2 1.9 2.2 3.7',
  todo: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.3 4h.01M2.3 8h.01M2.3 12h.01',
  moments: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v6l4.2 4.200M2 8h6',
  person: 'M8 7.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.500c0-2.8 2.2-4.5 5-4.500s5 1.7 5 4.5',
  side: 'M2.5 3h11v10h-11zM9 3v10',
  controls: 'M3 4.500h6M12 4.500h1M3 11.500h1M7 11.500h6M10.5 3v3M5.5 10v3',
  log: 'M3 3.500h10M3 6.500h10M3 9.500h7M3 12.500h5',
  heart: 'M8 13S2.5 9.6 2.5 6a2.8 2.8 0 0 1 5.5-1 2.8 2.8 0 0 1 5.5 1C13.5 9.6 8 13 8 13z',
  app: 'M4 4h3.200v3.200H4zM8.8 4H12v3.200H8.800zM4 8.800h3.200V12H4zM8.8 8.800H12V12H8.800z',
  file: 'M4 2.500h5l3 3v8H4zM9 2.500v3h3',
  close: 'M4 4l8 8M12 4l-8 8',
};

export function icon(name, extra = '') {
  return h(
    'svg',
    { class: `i ${extra}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    h('path', { d: ICONS[name] }),
  );
}

/** A button with words on it. */
export function button(label, onclick, props = {}) {
  return h('button', { type: 'button', ...props, class: `btn ${props.class ?? ''}`, onclick }, label);
}

/** A button of a picture alone, named for those who do not see it. */
export function iconButton(name, label, onclick) {
  return h(
    'button',
    { type: 'button', class: 'icon-btn', 'aria-label': label, title: label, onclick },
    icon(name),
  );
}
