import nock from 'nock';

// nock patches the sockets of the whole process as soon as it is imported, and jest runs many test files in one
// process. Undone here, so that an import has no effect: useNock() patches, for as long as its test file runs.
nock.restore();

export { nock };
