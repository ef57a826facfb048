/** Addresses of acquisition links with the channel a customer comes by. (OFF 97297) */
const MAX_CHANNEL_BYTES = 64;

/**
 * The link's URL with `customer_channel`, which comes back as the state of the friendship: for attribution, never for
 * personal data. Throws a `RangeError` above 64 bytes of UTF-8.
 */
export function acquisitionUrl(linkUrl: string, customerChannel: string): string {
  const bytes = Buffer.byteLength(customerChannel, 'utf8');
  if (bytes > MAX_CHANNEL_BYTES) {
    throw new RangeError(`customer_channel has ${bytes} bytes, at most ${MAX_CHANNEL_BYTES}`);
  }
  const url = new URL(linkUrl);
  const others = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('customer_channel='));
  // By hand, as URLSearchParams would write a space as "+", which the client shows as it is.
  url.search = [...others, `customer_channel=${encodeURIComponent(customerChannel)}`].join('&');
  return url.href;
}

/** What an app or a web page opens to get into WeChat at once; takes a URL with or without a channel. */
export function acquisitionJump(url: string): string {
  return `weixin://biz/ww/profile/${encodeURIComponent(url)}`;
}
