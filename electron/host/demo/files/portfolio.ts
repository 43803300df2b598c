/** What a drawn photo shows; `files/scenes/` has one drawing for each. */
export const sceneKinds = [
  'architecture',
  'aurora',
  'balloons',
  'city',
  'dance',
  'dunes',
  'flower',
  'food',
  'forest',
  'harbour',
  'lake',
  'lighthouse',
  'mountains',
  'portrait',
  'product',
  'sea',
  'stillLife',
  'table',
] as const;
export type SceneKind = (typeof sceneKinds)[number];

export interface PortfolioAlbum {
  readonly title: string;
  readonly kind: 'travel' | 'wedding' | 'portrait' | 'product' | 'food' | 'architecture' | 'nature';
  readonly location: string;
  /** Latitude and longitude. */
  readonly position: readonly [number, number];
  /** `YYYY-MM-DD` */
  readonly shotOn: string;
  /** How the camera or the photographer named the files; `#` stands for a number. */
  readonly fileName: string;
  readonly tags: readonly string[];
  /** Captions by what the pictures show, in the order of the album. */
  readonly photos: readonly (readonly [scene: SceneKind, ...captions: string[]])[];
}

/** The albums whose photos are kept at hand; those of all other albums lie in the archive. */
export const portfolio: readonly PortfolioAlbum[] = [
  {
    title: 'Norwegian harbours',
    kind: 'travel',
    location: 'Bergen',
    position: [60.3951, 5.3242],
    shotOn: '2026-06-14',
    fileName: 'DSC_#.jpg',
    tags: ['sea', 'summer', 'blue hour'],
    photos: [
      ['harbour', 'Bergen harbour', 'Boathouses at Reine', 'Net lofts', 'Bryggen, last sun'],
      ['sea', 'North sea', 'Midnight sun', 'Sails at first light'],
      ['lighthouse', 'Alnes lighthouse', 'Lindesnes, sunset'],
      ['lake', 'Fog on the fjord', 'Still water, Geiranger'],
      ['harbour', 'Ålesund from the water'],
    ],
  },
  {
    title: 'Kovalenko wedding',
    kind: 'wedding',
    location: 'Lviv',
    position: [49.8397, 24.0297],
    shotOn: '2026-09-12',
    fileName: 'kovalenko-#.jpg',
    tags: ['wedding', 'evening', 'people'],
    photos: [
      ['flower', 'Poppy, buttonhole', 'Dahlias, morning'],
      ['architecture', 'Under the arch', 'Ceremony'],
      ['table', 'Candle table', 'Place cards', 'Toast'],
      ['dance', 'First dance', 'String lights', 'Evening glow', 'Last song'],
      ['portrait', 'Olena'],
    ],
  },
  {
    title: 'High Tatras in autumn',
    kind: 'nature',
    location: 'Štrbské Pleso',
    position: [49.1186, 20.0617],
    shotOn: '2025-10-03',
    fileName: 'L100#.jpg',
    tags: ['mountains', 'autumn', 'fog'],
    photos: [
      [
        'mountains',
        'First ridge',
        'Above the fog',
        'Kriváň at dawn',
        'Violet hour',
        'Larch gold',
        'Storm over the pass',
      ],
      ['lake', 'Štrbské Pleso', 'Mirror', 'Popradské Pleso, noon'],
      ['forest', 'Below the tree line'],
      ['mountains', 'Last light', 'Moonrise'],
    ],
  },
  {
    title: 'City after rain',
    kind: 'architecture',
    location: 'Prague',
    position: [50.0878, 14.4128],
    shotOn: '2026-03-07',
    fileName: 'IMG_#.jpg',
    tags: ['city', 'night', 'reflections'],
    photos: [
      ['city', 'City lights', 'Embankment', 'Blue hour', 'Late tram', 'Towers', 'Full moon over Žižkov', 'Night shift'],
      ['harbour', 'Vltava bank'],
      ['city', 'Violet hour, Karlín', 'Neon and rain', 'Before midnight', 'Quiet river'],
    ],
  },
  {
    title: 'Forest walk',
    kind: 'nature',
    location: 'Šumava',
    position: [49.0275, 13.5103],
    shotOn: '2026-05-21',
    fileName: 'DSC_#.jpg',
    tags: ['forest', 'spring', 'green'],
    photos: [
      [
        'forest',
        'Forest walk',
        'Mist between pines',
        'Birches',
        'Old oak path',
        'Pale birches',
        'Deep green',
        'Morning rays',
      ],
      ['lake', 'Black lake'],
      ['forest', 'Moss and light', 'November', 'Evening pines', 'Blue hour'],
    ],
  },
  {
    title: 'Maison Dubois fragrance launch',
    kind: 'product',
    location: 'Studio 2',
    position: [50.0841, 14.4093],
    shotOn: '2026-02-18',
    fileName: 'dubois_#.png',
    tags: ['product', 'studio', 'pastel'],
    photos: [
      ['product', 'Nº 4, rose', 'Nº 4, amber', 'Nº 7 on stone', 'Three notes', 'Eau de minuit', 'Pedestal, sage'],
      ['product', 'Glass and shadow', 'Launch poster, blue', 'Travel size', 'Coral', 'Soft window', 'Gift edition'],
    ],
  },
  {
    title: 'Ceramics catalogue',
    kind: 'product',
    location: 'Studio 1',
    position: [50.0841, 14.4093],
    shotOn: '2025-11-27',
    fileName: 'ceramics-#.webp',
    tags: ['product', 'still life', 'catalogue'],
    photos: [
      ['stillLife', 'Vase, ochre', 'Pears', 'Jug and lemons', 'Terracotta three', 'Grey and pears', 'Branch in white'],
      ['stillLife', 'Terracotta pair', 'Blue glaze', 'Morning table', 'Plums', 'Oranges', 'Matte black'],
    ],
  },
  {
    title: 'Desert road',
    kind: 'travel',
    location: 'Wadi Rum',
    position: [29.5763, 35.42],
    shotOn: '2026-01-30',
    fileName: 'DSC_#.jpg',
    tags: ['desert', 'travel', 'warm'],
    photos: [
      ['dunes', 'Red sand', 'Caravan hour', 'Ridge line', 'White noon', 'Wadi Rum, first light', 'Wind marks'],
      ['mountains', 'Sandstone towers', 'Heat haze'],
      ['dunes', 'Long shadows', 'Pink dusk', 'Moon over dunes', 'Gold'],
    ],
  },
  {
    title: 'Northern lights',
    kind: 'nature',
    location: 'Tromsø',
    position: [69.6492, 18.9553],
    shotOn: '2025-12-19',
    fileName: 'aurora #.jpg',
    tags: ['night', 'winter', 'snow'],
    photos: [
      ['aurora', 'Cabin', 'Above Ersfjord', 'Green ribbon', 'Violet curtain', 'Crown', 'Two minutes past one'],
      ['aurora', 'Smoke and light', 'Frozen lake', 'Quiet sky', 'Long exposure', 'Before dawn', 'North'],
    ],
  },
  {
    title: 'Café Lumière menu',
    kind: 'food',
    location: 'Lyon',
    position: [45.764, 4.8357],
    shotOn: '2026-04-09',
    fileName: 'lumière #.webp',
    tags: ['food', 'top view', 'morning'],
    photos: [
      ['food', 'Flat white', 'Cappuccino', 'Blueberry tart', 'Oat cookies', 'Matcha', 'Citrus plate'],
      ['food', 'Espresso', 'Ginger cookies', 'Plum tart', 'Berry bowl', 'Hot chocolate', 'Gooseberry bowl'],
    ],
  },
  {
    title: 'White villages',
    kind: 'architecture',
    location: 'Cádiz',
    position: [36.5271, -6.2886],
    shotOn: '2026-07-22',
    fileName: 'IMG_#.jpg',
    tags: ['architecture', 'summer', 'minimal'],
    photos: [
      [
        'architecture',
        'Terracotta roofs',
        'Stairs to the sea',
        'Arcade',
        'Pink town',
        'Evening stairs',
        'Two arches, noon',
        'Siesta',
      ],
      ['architecture', 'Shade', 'Colonnade, dusk', 'White on white', 'Morning stairs', 'Sea through arches'],
    ],
  },
  {
    title: 'Botanical prints',
    kind: 'nature',
    location: 'Studio 1',
    position: [50.0841, 14.4093],
    shotOn: '2026-08-05',
    fileName: 'botanical-#.png',
    tags: ['flowers', 'studio', 'print'],
    photos: [
      ['flower', 'Anemone', 'Cosmos', 'Chamomile', 'Lily, coral', 'Gerbera', 'Iris'],
      ['flower', 'Ranunculus', 'Wild aster', 'Magnolia', 'Camellia', 'Poppy', 'Dahlia'],
    ],
  },
  {
    title: 'Balloon festival',
    kind: 'travel',
    location: 'Göreme',
    position: [38.6431, 34.8289],
    shotOn: '2026-10-02',
    fileName: 'balloons_#.jpg',
    tags: ['sky', 'morning', 'colour'],
    photos: [
      ['balloons', 'Take-off', 'Festival morning', 'Over the vineyards', 'Meadow', 'Low pass', 'Striped'],
      ['balloons', 'First burner', 'High and quiet', 'Valley', 'Red and white', 'Landing', 'Going west'],
    ],
  },
  {
    title: 'Studio portraits 2026',
    kind: 'portrait',
    location: 'Studio 2',
    position: [50.0841, 14.4093],
    shotOn: '2026-10-28',
    fileName: 'portrait-#.jpg',
    tags: ['portrait', 'studio', 'people'],
    photos: [
      ['portrait', 'Amara, key light', 'Tomás', 'Ingrid, window', '美咲, soft box', 'Ravi in blue'],
      ['portrait', 'Leila', 'Jonas, warm grey', 'Efua', 'Mateo, profile light', 'Nadiia'],
    ],
  },
];
