/** Tests and what only they use may reach across. */
const noTests = ['[.]test[.]tsx?$', '/testing/', '/test-[^/]+[.]tsx?$'];

/** The layers of docs/ARCHITECTURE.md. A rule that stands in the way of a good change is changed with it, and says why. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'shared-runs-anywhere',
      comment: 'shared/ knows itself, zod and the contract builder',
      severity: 'error',
      from: { path: '^shared/', pathNot: noTests },
      to: { pathNot: ['^shared/', '^node_modules/zod/', '^node_modules/@orpc/contract/'] },
    },
    {
      name: 'host-knows-no-shell',
      severity: 'error',
      from: { path: '^electron/host/', pathNot: noTests },
      to: {
        path: ['^electron/(shell|server|worker|decoder)/', '^electron/main', '^renderer/', '^node_modules/electron/'],
      },
    },
    {
      name: 'host-knows-no-test-tool',
      severity: 'error',
      from: { path: '^(electron|renderer|shared)/', pathNot: noTests },
      to: { path: ['^test/', '^scripts/', '^bench/'] },
    },
    {
      name: 'storages-apart',
      comment: 'a backend knows the connector contract, never another backend',
      severity: 'error',
      from: { path: '^electron/host/storage/(?!conformance/)([^/]+)/', pathNot: noTests },
      to: { path: '^electron/host/storage/([^/]+)/', pathNot: '^electron/host/storage/($1|conformance|query)/' },
    },
    {
      name: 'api-without-drivers',
      severity: 'error',
      from: { path: '^electron/host/api/', pathNot: noTests },
      to: { path: '^node_modules/(better-sqlite3|pg|ioredis|sharp|ws)/' },
    },
    {
      name: 'entries-are-not-imported',
      comment: 'server, shell, worker and decoder are started, not imported',
      severity: 'error',
      from: {
        pathNot: ['^electron/(server|shell|worker|decoder)/', '^electron/main', '^(test|bench|scripts)/', ...noTests],
      },
      to: { path: '^electron/(server|shell|worker|decoder)/' },
    },
    {
      name: 'renderer-runs-in-a-browser',
      severity: 'error',
      from: { path: '^renderer/', pathNot: noTests },
      to: { path: '^electron/' },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: noTests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-apart',
      comment: 'another feature is known by its index.ts only',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: {
        path: '^renderer/features/([^/]+)/',
        pathNot: ['^renderer/features/$1/', '^renderer/features/[^/]+/index[.]ts$'],
      },
    },
    {
      name: 'features-know-no-frame',
      severity: 'error',
      from: { path: '^renderer/features/', pathNot: noTests },
      to: { path: '^renderer/app/' },
    },
    {
      name: 'component-library-behind-ui',
      comment: 'ui and grid wrap Mantine; what a feature needs of it, ui offers',
      severity: 'error',
      from: { path: '^renderer/(features|host)/' },
      to: { path: '^node_modules/@mantine/' },
    },
    {
      name: 'ui-and-grid-are-pure',
      comment: 'React, the component library and pure values of shared/domain',
      severity: 'error',
      from: { path: '^renderer/(ui|grid)/', pathNot: noTests },
      to: { path: ['^shared/contract/', '^renderer/(app|features|host)/', '^node_modules/@orpc/'] },
    },
    {
      name: 'only-the-shell-knows-electron',
      severity: 'error',
      // The fake has Electron's own signatures; it loads nothing of it.
      from: { pathNot: ['^electron/(shell/|main)', '^test/desktop/'] },
      to: { path: '^node_modules/electron/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|[.]cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    cache: { folder: '.cache/dependency-cruiser', strategy: 'content' },
  },
};
