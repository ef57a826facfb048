/** The product album: what there is of it, and its endpoints. */
import { endpoints, type NewProduct } from '@jetbridge/wecom';
import { pageOf } from '../api/paging.ts';
import { type Call, Refusal, route } from '../route.ts';
import { mediaFor } from './media.ts';

export interface StoredProduct extends NewProduct {
  product_id: string;
  /** Unix milliseconds. */
  createdAt: number;
  deleted: boolean;
}

export interface AlbumState {
  /** Deleted ones stay, as they have a code of their own. */
  products: Map<string, StoredProduct>;
}

export function createAlbumState(): AlbumState {
  return { products: new Map() };
}

export const albumRoutes = [
  route(
    endpoints.addProduct,
    { state: 'verified', facts: '4.11', note: 'equal product codes are not refused: assumed' },
    (product, call) => {
      const { world, random, scheduler } = call;
      checkImages(product.attachments, call);
      const product_id = `p${random.text(31, 'product', world.serial(), scheduler.now())}`;
      const stored = { ...product, product_id, createdAt: scheduler.now(), deleted: false };
      world.content.products.set(product_id, stored);
      return { product_id };
    },
  ),

  route(endpoints.getProduct, { state: 'verified', facts: '4.11' }, ({ product_id }, call) => ({
    product: shapeOf(find(product_id, call)),
  })),

  route(endpoints.listProducts, { state: 'verified', facts: '4.11' }, ({ cursor, limit }, call) => {
    const living = [...call.world.content.products.values()].filter(({ deleted }) => !deleted);
    const page = pageOf(living, { cursor, limit, fallback: 50, kind: 'product' }, call);
    return { product_list: page.rows.map(shapeOf), next_cursor: page.next_cursor };
  }),

  route(endpoints.updateProduct, { state: 'verified', facts: '4.11' }, ({ product_id, ...changes }, call) => {
    const product = find(product_id, call);
    if (changes.attachments) checkImages(changes.attachments, call);
    const { description, price, product_sn, attachments } = changes;
    product.description = description ?? product.description;
    product.price = price ?? product.price;
    product.attachments = attachments ?? product.attachments;
    if (product_sn !== undefined) product.product_sn = product_sn;
    return {};
  }),

  route(
    endpoints.deleteProduct,
    { state: 'verified', facts: '4.11', note: 'later calls answer 41074: assumed' },
    ({ product_id }, call) => {
      find(product_id, call).deleted = true;
      return {};
    },
  ),
];

function checkImages(attachments: NewProduct['attachments'], { world, scheduler }: Call): void {
  for (const { image } of attachments) {
    mediaFor(world, { id: image?.media_id, uses: ['album'], now: scheduler.now() });
  }
}

function find(id: string, { world }: Call): StoredProduct {
  const product = world.content.products.get(id);
  if (!product) throw new Refusal(41075);
  if (product.deleted) throw new Refusal(41074);
  return product;
}

function shapeOf({ product_id, description, price, product_sn, attachments, createdAt }: StoredProduct) {
  return {
    product_id,
    description,
    price,
    ...(product_sn === undefined ? {} : { product_sn }),
    create_time: Math.floor(createdAt / 1000),
    attachments,
  };
}
