import type { Manifest } from '../../../shared/domain/project.ts';

/** The demo's Redis has no address of its own: the host replaces this one by that of the server it starts. */
export const demoRedisUrl = 'storeroom-demo:';

/** `storeroom.json` of the demo project. */
export const demoManifest = {
  version: 1,
  name: 'Lumen Studio',
  environment: 'development',
  readOnly: false,
  storages: { studio: { kind: 'sqlite', path: 'studio.db' } },
  files: { files: { root: '.storage/files', layout: 'wefram' } },
  redis: { main: { url: demoRedisUrl } },
  models: {
    customers: {
      caption: 'Customers',
      files: { avatar: 'studio.avatars' },
      keys: ['user:{id}', 'cart:{id}', 'aaa:session:{account}:*'],
    },
    albums: { caption: 'Albums', keys: ['album:{id}:*', 'cache:page:/albums/{slug}*'] },
    photos: { caption: 'Photos', files: { file: 'studio.albums' } },
    orders: { caption: 'Orders', keys: ['order:{number}:*'] },
    order_lines: { caption: 'Order lines' },
    invoices: { caption: 'Invoices', files: { pdf: 'studio.documents' } },
    payments: { caption: 'Payments' },
    bookings: { caption: 'Bookings' },
    products: { caption: 'Products' },
    documents: { caption: 'Documents', files: { file: 'studio.documents' } },
    staff: {
      caption: 'Staff',
      files: { portrait: 'studio.portraits' },
      keys: ['aaa:session:{account}:*', 'settings:catalog:{account}:*'],
    },
    equipment: { caption: 'Equipment' },
    tags: { caption: 'Tags', keys: ['tag:{slug}:albums'] },
    album_tags: { caption: 'Album tags' },
    settings: { caption: 'Settings', keys: ['settings:catalog::{entity}'] },
    audit_log: { caption: 'Audit log' },
    album_overview: { caption: 'Album overview' },
    customer_totals: { caption: 'Customer totals' },
  },
} satisfies Manifest;
