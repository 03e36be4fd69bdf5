// An S3-compatible store on loopback with the bucket "leads", over the folder that is its argument. s3rver does not check signatures of
// version 4 itself, so aws4 signs each request anew, and the signatures must be the same.
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const S3rver = require('s3rver');
const aws4 = require('aws4');

const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

function isSigned({ method, url, headers }) {
  const [, key, region, names] = /Credential=([^/]+)\/\d+\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+),/.exec(headers.authorization ?? '') ?? [];
  if (key !== keys.accessKeyId || !names.split(';').includes('host')) return false;
  const signed = Object.fromEntries(names.split(';').map((name) => [name, headers[name]]));
  const again = aws4.sign({ host: headers.host, path: url, method, service: 's3', region, headers: signed }, keys);
  return again.headers.Authorization.split('Signature=')[1] === headers.authorization.split('Signature=')[1];
}

const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[2], configureBuckets: [{ name: 'leads' }] });
server.middleware.unshift(async (ctx, next) => {
  if (isSigned(ctx.req)) return next();
  ctx.status = 403;
  ctx.type = 'application/xml';
  ctx.body = '<Error><Code>SignatureDoesNotMatch</Code></Error>';
});
const { port } = await server.run();
console.log(`port ${port}`);
