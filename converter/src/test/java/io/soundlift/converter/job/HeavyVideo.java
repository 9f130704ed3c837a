package io.soundlift.converter.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntFunction;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;

/**
 * Videos whose description of themselves is as much work to read as their makers can
 * bring about with few bytes.
 */
enum HeavyVideo {

	/** Matroska with a number of tags (RFC 9559, 5.1.8). */
	MATROSKA_TAGS {
		@Override
		byte[] bytes(int count) throws IOException {
			return matroskaWith(element("1254C367", element("7373", element("63C0", new byte[0]),
					many(count, (i) -> element("67C8", element("45A3", text(key(i))), element("4487", text("v")))))));
		}
	},

	/** Matroska with a number of chapters (RFC 9559, 5.1.7). */
	MATROSKA_CHAPTERS {
		@Override
		byte[] bytes(int count) throws IOException {
			return matroskaWith(
					element("1043A770", element("45B9", many(count, (i) -> element("B6", element("73C4", longs(i + 1L)),
							element("91", longs(i * 1000L)), element("80", element("85", text(key(i)))))))));
		}
	},

	/** Matroska with a number of attachments (RFC 9559, 5.1.6). */
	MATROSKA_ATTACHMENTS {
		@Override
		byte[] bytes(int count) throws IOException {
			return matroskaWith(element("1941A469",
					many(count,
							(i) -> element("61A7", element("466E", text(key(i))),
									element("4660", text("application/octet-stream")), element("465C", new byte[1]),
									element("46AE", longs(i + 1L))))));
		}
	},

	/** MP4 with a number of keys and values (QuickTime File Format, metadata). */
	MP4_KEYS {
		@Override
		byte[] bytes(int count) throws IOException {
			byte[] handler = box("hdlr", ints(0, 0), text("mdta"), new byte[12]);
			byte[] keys = box("keys", ints(0, count), many(count, (i) -> box("mdta", text(key(i)))));
			byte[] values = box("ilst",
					many(count, (i) -> join(ints(8 + 17, i + 1), box("data", ints(1, 0), text("v")))));
			return movieWith(box("meta", handler, keys, values));
		}
	},

	/** MP4 whose atoms are nested as deep as the number. */
	MP4_NESTED {
		@Override
		byte[] bytes(int count) throws IOException {
			ByteBuffer nested = ByteBuffer.allocate(8 * count);
			for (int left = count; left > 0; left--) {
				nested.putInt(8 * left).put(text("udta"));
			}
			return movieWith(nested.array());
		}
	},

	/** MP4 with a number of edits (ISO/IEC 14496-12, edit list box). */
	MP4_EDITS {
		@Override
		byte[] bytes(int count) throws IOException {
			byte[] content = Files.readAllBytes(SampleMedia.file(Sample.MP4_AAC));
			byte[] edits = box("edts", box("elst", ints(0, count), many(count, (i) -> ints(1, i % 100, 0x10000))));
			return insert(content, audio(content), edits);
		}

		/** Begin of the track whose handler is that of audio. */
		private static int audio(byte[] content) {
			String text = new String(content, StandardCharsets.ISO_8859_1);
			return text.lastIndexOf("trak", text.indexOf("soun"));
		}
	},

	/** MP4 whose audio claims a number of samples of one byte, thousand times over. */
	MP4_SAMPLES {
		@Override
		byte[] bytes(int count) throws IOException {
			byte[] content = Files.readAllBytes(SampleMedia.file(Sample.MP4_AAC));
			String text = new String(content, StandardCharsets.ISO_8859_1);
			int sizes = text.indexOf("stsz", text.indexOf("soun"));
			ByteBuffer.wrap(content).putInt(sizes + 8, 1).putInt(sizes + 12, 1000 * count);
			return content;
		}
	},

	/** FLAC with a number of comments (RFC 9639, 8.6). */
	FLAC_COMMENTS {
		@Override
		byte[] bytes(int count) {
			byte[] comments = join(little(1), text("x"), little(count),
					many(count, (i) -> join(little(key(i).length() + 2), text(key(i) + "=v"))));
			byte[] information = new byte[34];
			// 4096 samples a block, 44100 a second, mono, 16 bits
			ByteBuffer.wrap(information).putShort((short) 4096).putShort((short) 4096).putInt(10, 0x0AC440F0);
			return join(text("fLaC"), ints(34), information, ints(0x84 << 24 | comments.length), comments);
		}
	},

	/** MP3 with a number of text frames (ID3v2.3, 4.2.2). */
	MP3_FRAMES {
		@Override
		byte[] bytes(int count) throws IOException {
			byte[] frames = many(count, (i) -> join(text("TXXX"), ints(key(i).length() + 3), new byte[3], text(key(i)),
					new byte[1], text("v")));
			return id3(frames, 0);
		}
	},

	/** MP3 with one frame of a hundred times the number of bytes, all unsynchronised. */
	MP3_UNSYNCHRONISED {
		@Override
		byte[] bytes(int count) throws IOException {
			byte[] content = new byte[100 * count];
			for (int i = 11; i + 1 < content.length; i += 2) {
				content[i] = (byte) 0xff;
			}
			byte[] frame = join(text("TXXX"), ints(content.length - 10), new byte[3], content);
			return id3(frame, 0x80);
		}
	},

	/** MP3 with a number of chapters (ID3v2 Chapter Frame Addendum). */
	MP3_CHAPTERS {
		@Override
		byte[] bytes(int count) throws IOException {
			return id3(many(count, (i) -> join(text("CHAP"), ints(key(i).length() + 17), new byte[2], text(key(i)),
					new byte[1], ints(i, i + 1, -1, -1))), 0);
		}
	},

	/** Matroska with one title of a hundred times the number of characters. */
	MATROSKA_TITLE {
		@Override
		byte[] bytes(int count) throws IOException {
			byte[] title = new byte[100 * count];
			Arrays.fill(title, (byte) ';');
			return matroskaWith(element("1254C367", element("7373", element("63C0", new byte[0]),
					element("67C8", element("45A3", text("TITLE")), element("4487", title)))));
		}
	},

	/** A second of silence in 255 channels. */
	WAV_CHANNELS {
		@Override
		byte[] bytes(int count) {
			int channels = 255;
			byte[] samples = new byte[2 * channels * 8000];
			ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
			header.put(text("RIFF")).putInt(36 + samples.length).put(text("WAVEfmt ")).putInt(16);
			header.putShort((short) 1).putShort((short) channels).putInt(8000).putInt(2 * channels * 8000);
			header.putShort((short) (2 * channels)).putShort((short) 16).put(text("data")).putInt(samples.length);
			return join(header.array(), samples);
		}
	};

	/**
	 * Creates the bytes of a file.
	 * @param count how often what is heavy is repeated
	 * @return the bytes
	 * @throws IOException if no sample can be read
	 */
	abstract byte[] bytes(int count) throws IOException;

	/**
	 * Writes the file.
	 * @param folder where to
	 * @param count how often what is heavy is repeated
	 * @return the file
	 * @throws IOException if it can't be written
	 */
	Path write(Path folder, int count) throws IOException {
		return Files.write(folder.resolve(name()), bytes(count));
	}

	private static String key(int number) {
		return "k%07d".formatted(number);
	}

	private static byte[] matroskaWith(byte[] element) throws IOException {
		byte[] content = Files.readAllBytes(SampleMedia.file(Sample.MKV_AAC));
		String text = new String(content, StandardCharsets.ISO_8859_1);
		int segment = text.indexOf(hex("18538067")) + 4;
		int cluster = text.indexOf(hex("1F43B675"));
		byte[] unknownSize = HexFormat.of().parseHex("01FFFFFFFFFFFFFF");
		System.arraycopy(unknownSize, 0, content, segment, unknownSize.length);
		return join(Arrays.copyOf(content, cluster), element, Arrays.copyOfRange(content, cluster, content.length));
	}

	private static byte[] movieWith(byte[] atom) throws IOException {
		byte[] content = Files.readAllBytes(SampleMedia.file(Sample.MP4_AAC));
		int movie = new String(content, StandardCharsets.ISO_8859_1).lastIndexOf("moov");
		// it is the last one, so that no offset changes
		ByteBuffer.wrap(content).putInt(movie - 4, content.length - movie + 4 + atom.length);
		return join(content, atom);
	}

	private static byte[] insert(byte[] content, int atom, byte[] inner) {
		int movie = new String(content, StandardCharsets.ISO_8859_1).lastIndexOf("moov");
		ByteBuffer sizes = ByteBuffer.wrap(content);
		sizes.putInt(movie - 4, sizes.getInt(movie - 4) + inner.length);
		sizes.putInt(atom - 4, sizes.getInt(atom - 4) + inner.length);
		return join(Arrays.copyOf(content, atom + 4), inner, Arrays.copyOfRange(content, atom + 4, content.length));
	}

	private static byte[] id3(byte[] frames, int flags) throws IOException {
		byte[] size = new byte[4];
		for (int i = 0; i < 4; i++) {
			size[i] = (byte) ((frames.length >> (7 * (3 - i))) & 0x7f);
		}
		byte[] audio = Files.readAllBytes(SampleMedia.file(Sample.TS_AC3));
		return join(text("ID3"), new byte[] { 3, 0, (byte) flags }, size, frames, audio);
	}

	private static byte[] element(String id, byte[]... parts) {
		byte[] content = join(parts);
		return join(HexFormat.of().parseHex(id), longs(0x0100_0000_0000_0000L | content.length), content);
	}

	private static byte[] box(String type, byte[]... parts) {
		byte[] content = join(parts);
		return join(ints(8 + content.length), text(type), content);
	}

	private static byte[] many(int count, IntFunction<byte[]> part) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (int i = 0; i < count; i++) {
			all.writeBytes(part.apply(i));
		}
		return all.toByteArray();
	}

	private static byte[] ints(int... values) {
		ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
		Arrays.stream(values).forEach(bytes::putInt);
		return bytes.array();
	}

	private static byte[] longs(long value) {
		return ByteBuffer.allocate(8).putLong(value).array();
	}

	private static byte[] little(int value) {
		return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String hex(String bytes) {
		return new String(HexFormat.of().parseHex(bytes), StandardCharsets.ISO_8859_1);
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		Arrays.stream(parts).forEach(joined::writeBytes);
		return joined.toByteArray();
	}

}
