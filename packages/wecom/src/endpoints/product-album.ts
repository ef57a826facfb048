/** Product album (商品图册): products that members show in chats. */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

/** From `uploadAttachment` with attachment_type 2. */
interface ProductImage {
  type: 'image';
  image: { media_id: string };
}

export interface NewProduct {
  description: string;
  /** In cents; ¥50,000 at most, so no fare above that can be shown. */
  price: number;
  product_sn?: string;
  attachments: ProductImage[];
}

export interface Product extends NewProduct {
  product_id: string;
  create_time: number;
}

const productLimits: readonly Limit[] = [
  { path: 'description', chars: 300 },
  { path: 'price', min: 0, max: 5_000_000 },
  { path: 'product_sn', chars: 128 },
  { path: 'attachments', items: 9 },
  { path: 'attachments[].type', required: true, oneOf: ['image'] },
  { path: 'attachments[].image.media_id', required: true },
];

function wrongProduct(product: Partial<NewProduct>): string | undefined {
  if (product.price !== undefined && !Number.isInteger(product.price)) return 'price must be whole cents';
  const codeIsGood = product.product_sn === undefined || /^[0-9A-Za-z]*$/.test(product.product_sn);
  return codeIsGood ? undefined : 'product_sn takes letters and digits only';
}

const byProductId: readonly Limit[] = [{ path: 'product_id', required: true, chars: 64 }];

export const addProduct = defineEndpoint<NewProduct, ReplyBase & { product_id: string }>()(
  'externalcontact/add_product_album',
  {
    method: 'POST',
    repeatable: false,
    limits: [
      { path: 'description', required: true },
      { path: 'price', required: true },
      { path: 'attachments', required: true },
      ...productLimits,
    ],
    check: wrongProduct,
  },
);

export const getProduct = defineEndpoint<{ product_id: string }, ReplyBase & { product: Product }>()(
  'externalcontact/get_product_album',
  { method: 'POST', repeatable: true, limits: byProductId },
);

export const listProducts = defineEndpoint<
  { limit?: number; cursor?: string },
  ReplyBase & { product_list: Product[]; next_cursor?: string },
  Product
>()('externalcontact/get_product_album_list', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'limit', min: 1, max: 100 }],
  items: (reply) => reply.product_list,
  empty: { product_list: [] },
});

/** What is given replaces the old. */
export const updateProduct = defineEndpoint<{ product_id: string } & Partial<NewProduct>, ReplyBase>()(
  'externalcontact/update_product_album',
  { method: 'POST', repeatable: true, limits: [...byProductId, ...productLimits], check: wrongProduct },
);

export const deleteProduct = defineEndpoint<{ product_id: string }, ReplyBase>()(
  'externalcontact/delete_product_album',
  { method: 'POST', repeatable: true, limits: byProductId },
);
