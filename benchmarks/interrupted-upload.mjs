// Uploads a file with the unmodified tus-js-client over connections that break, and prints the path of its conversion.
//
//   node interrupted-upload.mjs SERVER TOKEN FILE CUTS
//
// Prints "sent N" to standard error after each cut, N in percent.
import fs from 'node:fs';
import net from 'node:net';
import { createRequire } from 'node:module';

const packages = createRequire(new URL('../gateway/src/test/tus/package.json', import.meta.url));
const { Upload } = packages('tus-js-client');

const [server, token, file, cuts] = process.argv.slice(2);
const { hostname, port } = new URL(server);
const size = fs.statSync(file).size;

const connections = new Set();
const line = net.createServer((client) => {
  const upstream = net.connect(Number(port), hostname);
  for (const [one, other] of [[client, upstream], [upstream, client]]) {
    connections.add(one);
    one.on('error', () => {});
    one.on('close', () => {
      connections.delete(one);
      other.destroy();
    });
    one.pipe(other);
  }
});
await new Promise((listening) => line.listen(0, '127.0.0.1', listening));

let cut = 0;
let conversion = null;
await new Promise((resolve, reject) => {
  new Upload(fs.createReadStream(file), {
    endpoint: `http://127.0.0.1:${line.address().port}/api/uploads`,
    uploadSize: size,
    chunkSize: 64 * 1024 * 1024,
    metadata: { filename: 'interrupted.mp4', filetype: 'video/mp4' },
    headers: { Authorization: `Bearer ${token}` },
    // a gateway that was killed needs some seconds
    retryDelays: [0, 1000, 2000, 4000, 8000, 16_000, 16_000, 16_000],
    storeFingerprintForResuming: false,
    onProgress: (sent) => {
      if (cut < cuts && sent / size > (cut + 1) / (Number(cuts) + 1)) {
        cut += 1;
        console.error(`sent ${Math.round((100 * sent) / size)}`);
        connections.forEach((connection) => connection.destroy());
      }
    },
    onAfterResponse: (request, response) => {
      conversion = response.getHeader('Content-Location') ?? conversion;
    },
    onError: reject,
    onSuccess: resolve,
  }).start();
});
line.close();
console.log(conversion);
