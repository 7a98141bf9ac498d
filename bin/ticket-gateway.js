#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what is missing.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `The ticket gateway needs Node 24, but this is Node ${major}.${minor}. Run it with "npm run demo" or "npm start": ` +
      'npm ci brings the right Node along, and npm scripts use it.',
  );
  process.exit(1);
}
await import('../src/main.ts');
