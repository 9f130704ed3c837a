// Uploads a file three times with the unmodified tus-js-client and prints, for each, the
// URL of the upload and where its conversion is.
//
//   node upload.mjs ENDPOINT TOKEN FILE
import fs from 'node:fs';
import { PassThrough } from 'node:stream';
import { Upload } from 'tus-js-client';

const [endpoint, token, file] = process.argv.slice(2);
const size = fs.statSync(file).size;

function upload(options, prepare = () => {}, source = fs.createReadStream(file)) {
  return new Promise((resolve, reject) => {
    let conversion = null;
    const started = new Upload(source, {
      endpoint,
      chunkSize: 300_000,
      uploadSize: size,
      metadata: { filename: 'talk.mp4', filetype: 'video/mp4', bitrate: '128k' },
      headers: { Authorization: `Bearer ${token}` },
      retryDelays: [0, 200, 1000, 3000, 5000, 10_000],
      storeFingerprintForResuming: false,
      onAfterResponse: (request, response) => {
        conversion = response.getHeader('Content-Location') ?? conversion;
      },
      onError: reject,
      onSuccess: () => resolve({ url: started.url, conversion }),
      ...options,
    });
    prepare(started, resolve);
    started.start();
  });
}

// interrupted after its first chunk, and gone on with by a client that knows the URL only
const interrupted = await upload({}, (started, resolve) => {
  started.options.onChunkComplete = async () => {
    await started.abort();
    resolve({ url: started.url });
  };
});
const resumed = await upload({ uploadUrl: interrupted.url });
const inCreation = await upload({ uploadDataDuringCreation: true, chunkSize: Infinity });
// of a stream without an end that is known
const deferred = await upload({ uploadLengthDeferred: true, uploadSize: null }, () => {},
  fs.createReadStream(file).pipe(new PassThrough()));

for (const { url, conversion } of [resumed, inCreation, deferred]) {
  console.log(`${url} ${conversion}`);
}
