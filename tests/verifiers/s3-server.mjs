// An S3-compatible store on loopback with the bucket "leads", over the folder that is its argument.
import { createRequire } from 'node:module';
const S3rver = createRequire(import.meta.url)('s3rver');

const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[2], configureBuckets: [{ name: 'leads' }] });
const { port } = await server.run();
console.log(`port ${port}`);
