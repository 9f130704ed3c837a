package io.soundlift.journey.conversion;

import java.util.List;

/**
 * Audio of an upload whose chunks are all kept, since it was encoded before the upload
 * was complete.
 *
 * @param proof hash of everything that the samples and their encoding depend on, so that
 * audio with the same hash need not be decoded again
 * @param chunks names under which the chunks are kept, in their order
 * @param samples samples per channel of the audio
 * @param peaks its waveform
 */
public record EncodedAhead(String proof, List<String> chunks, long samples, byte[] peaks) {
}
