package io.soundlift.converter.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;

/**
 * A sample that chance has broken in one way or in several.
 *
 * @param sample what it was
 * @param damage what was done to it
 * @param content what is left
 */
record BrokenVideo(Sample sample, List<Damage> damage, byte[] content) {

	private static final int MOST_DAMAGES = 3;

	/**
	 * Breaks a sample.
	 * @param random chooses the sample and what is done to it
	 * @return the broken video, the same for the same state of chance
	 */
	static BrokenVideo of(Random random) {
		Sample[] samples = Sample.values();
		Sample sample = samples[random.nextInt(Sample.MKV_SHORT_AUDIO.ordinal() + 1)];
		List<Damage> damage = random.ints(1 + random.nextInt(MOST_DAMAGES), 0, Damage.values().length)
			.mapToObj((index) -> Damage.values()[index])
			.toList();
		byte[] content = read(SampleMedia.file(sample));
		for (Damage next : damage) {
			content = next.of(content, random);
		}
		return new BrokenVideo(sample, damage, content);
	}

	private static byte[] read(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.sample + " " + this.damage;
	}

	/**
	 * Ways to break a file.
	 */
	enum Damage {

		/** Single bits are wrong, anywhere. */
		BITS {

			@Override
			byte[] of(byte[] content, Random random) {
				for (int i = random.nextInt(64); i >= 0; i--) {
					content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
				}
				return content;
			}

		},

		/** Bytes are wrong where the headers are. */
		HEADER {

			@Override
			byte[] of(byte[] content, Random random) {
				for (int i = random.nextInt(16); i >= 0; i--) {
					content[random.nextInt(Math.min(content.length, 2048))] = (byte) random.nextInt();
				}
				return content;
			}

		},

		/** Numbers are those at which programs go wrong. */
		NUMBERS {

			@Override
			byte[] of(byte[] content, Random random) {
				int[] numbers = { 0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x10000, 0x7fff };
				for (int i = random.nextInt(4); i >= 0 && content.length >= Integer.BYTES; i--) {
					ByteBuffer.wrap(content)
						.putInt(random.nextInt(content.length - Integer.BYTES + 1),
								numbers[random.nextInt(numbers.length)]);
				}
				return content;
			}

		},

		/** A part is noise. */
		NOISE {

			@Override
			byte[] of(byte[] content, Random random) {
				byte[] noise = new byte[1 + random.nextInt(content.length)];
				random.nextBytes(noise);
				System.arraycopy(noise, 0, content, random.nextInt(content.length - noise.length + 1), noise.length);
				return content;
			}

		},

		/** A part was never written. */
		HOLE {

			@Override
			byte[] of(byte[] content, Random random) {
				int from = random.nextInt(content.length);
				Arrays.fill(content, from, from + random.nextInt(content.length - from) + 1, (byte) 0);
				return content;
			}

		},

		/** The end is missing. */
		CUT {

			@Override
			byte[] of(byte[] content, Random random) {
				return Arrays.copyOf(content, 1 + random.nextInt(content.length));
			}

		},

		/** A part is missing. */
		GAP {

			@Override
			byte[] of(byte[] content, Random random) {
				int from = random.nextInt(content.length);
				int length = random.nextInt(content.length - from);
				byte[] left = Arrays.copyOf(content, content.length - length);
				System.arraycopy(content, from + length, left, from, content.length - from - length);
				return left;
			}

		},

		/** A part is there twice. */
		REPEAT {

			@Override
			byte[] of(byte[] content, Random random) {
				int from = random.nextInt(content.length);
				int length = random.nextInt(content.length - from);
				byte[] longer = Arrays.copyOf(content, content.length + length);
				System.arraycopy(content, from, longer, from + length, content.length - from);
				return longer;
			}

		};

		/**
		 * Breaks a file.
		 * @param content its bytes, at least one, which may be changed
		 * @param random chooses where
		 * @return the bytes of the broken file, at least one
		 */
		abstract byte[] of(byte[] content, Random random);

	}

}
