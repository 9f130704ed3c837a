package io.soundlift.converter.ffmpeg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.soundlift.testsupport.SampleMedia;

/**
 * Files that no ffmpeg writes, and that it reads wrong or not at all. They are made from
 * a second of audio by changing bytes.
 */
final class UndecodableMedia {

	private static final String KEY = "00112233445566778899aabbccddeeff";

	/** Size of an MP4's or QuickTime file's box {@code chan}. */
	private static final int LAYOUT_BYTES = 24;

	private static final int PACKET_BYTES = 188;

	private static final int FLAC_HEADER_BYTES = 42;

	private final Path folder;

	UndecodableMedia(Path folder) {
		this.folder = folder;
	}

	/**
	 * An MP4 whose audio claims to be of another kind.
	 * @param type four letters
	 */
	Path mp4(String type) throws IOException {
		byte[] content = made("plain.mp4", "-c:a", "aac");
		// without the box in which AAC describes itself
		put(content, index(content, "esds"), latin("free"));
		return write(type + ".mp4", put(content, index(content, "mp4a\0\0\0\0"), latin(type)));
	}

	/**
	 * A file with PCM in the form of ISO/IEC 23003-5.
	 * @param type {@code ipcm} or {@code fpcm}
	 * @param bits bits per sample
	 */
	Path pcm(String type, int bits) throws IOException {
		byte[] content = made("pcm.mov", "-c:a", "pcm_s16le");
		ByteBuffer box = ByteBuffer.allocate(LAYOUT_BYTES);
		box.putInt(14).put(latin("pcmC")).putInt(0).put((byte) 1).put((byte) bits);
		box.putInt(LAYOUT_BYTES - 14).put(latin("free"));
		put(content, index(content, "chan") - Integer.BYTES, box.array());
		return write(type + bits + ".mp4", put(content, index(content, "sowt"), latin(type)));
	}

	/**
	 * A transport stream (ISO/IEC 13818-1) of which nothing is left but the tables, that
	 * announce a stream of a type.
	 * @param descriptors descriptors of the stream in hexadecimal digits
	 */
	Path transportStream(int type, String descriptors) throws IOException {
		ByteBuffer stream = ByteBuffer.allocate(4 * PACKET_BYTES);
		// program 1 has its table in packets 0x20, and its only stream in packets 0x21
		table(stream, 0, HexFormat.of().parseHex("00b00d0001c100000001e020"));
		int length = descriptors.length() / 2;
		table(stream, 0x20, HexFormat.of()
			.parseHex("02b0%02x0001c10000e021f000%02xe021f0%02x%s".formatted(18 + length, type, length, descriptors)));
		for (int i = 0; i < 2; i++) {
			ByteBuffer packet = stream.slice(stream.position(), PACKET_BYTES);
			packet.putInt(0x47402110 + i).putInt(0x000001fd).putInt(0x00b08000).put((byte) 0);
			stream.position(stream.position() + PACKET_BYTES);
		}
		return write("type-" + type + descriptors + ".ts", stream.array());
	}

	private static void table(ByteBuffer stream, int packets, byte[] section) {
		ByteBuffer packet = stream.slice(stream.position(), PACKET_BYTES);
		packet.putInt(0x47400010 | packets << 8).put((byte) 0).put(section);
		int crc = -1;
		for (byte value : section) {
			crc ^= value << 24;
			for (int bit = 0; bit < 8; bit++) {
				crc = (crc < 0) ? (crc << 1) ^ 0x04c11db7 : crc << 1;
			}
		}
		packet.putInt(crc);
		Arrays.fill(stream.array(), stream.position() + packet.position(), stream.position() + PACKET_BYTES,
				(byte) 0xff);
		stream.position(stream.position() + PACKET_BYTES);
	}

	Path encryptedMp4() throws IOException {
		return write("encrypted.mp4", made("cenc.mp4", "-c:a", "aac", "-encryption_scheme", "cenc-aes-ctr",
				"-encryption_key", KEY, "-encryption_kid", KEY));
	}

	/**
	 * A video whose pictures alone are encrypted, with a fragment whose table of
	 * encrypted parts promises more than there is.
	 */
	Path encryptedPictures() throws IOException {
		byte[] content = made("pictures.mp4", "-f", "lavfi", "-i", "color=s=64x64:r=5:d=1", "-c:v", "h264", "-c:a",
				"aac", "-movflags", "frag_keyframe+empty_moov+separate_moof", "-encryption_scheme", "cenc-aes-ctr",
				"-encryption_key", KEY, "-encryption_kid", KEY);
		int audio = index(content, "enca");
		put(content, audio, latin("mp4a"));
		put(content, audio + index(Arrays.copyOfRange(content, audio, content.length), "sinf"), latin("free"));
		int fragment = index(content, "moof") - Integer.BYTES;
		int length = ByteBuffer.wrap(content).getInt(fragment);
		put(content, fragment, ByteBuffer.allocate(4).putInt(length + 16).array());
		byte[] table = ByteBuffer.allocate(16).putInt(16).put(latin("senc")).putInt(2).putInt(0x10000).array();
		return write("pictures-encrypted.mp4", join(Arrays.copyOf(content, fragment + length), table,
				Arrays.copyOfRange(content, fragment + length, content.length)));
	}

	Path encryptedMatroska() throws IOException {
		// encoding of its content (RFC 9559, 5.1.4.1.31): encrypted with AES and a key
		byte[] encoding = HexFormat.of().parseHex("6d80a162409e50338101503597" + "47e1810547e290" + KEY);
		String title = "x".repeat(encoding.length - 3);
		byte[] content = made("titled.mkv", "-c:a", "aac", "-metadata:s:a", "title=" + title);
		return write("encrypted.mkv", put(content, index(content, title) - 3, encoding));
	}

	Path protectedAsf() throws IOException {
		byte[] content = made("plain.wma", "-c:a", "wmav2");
		// the list of codecs becomes an object of content encryption without anything
		int list = index(content,
				new String(HexFormat.of().parseHex("4052d1861d31d011a3a400a0c90348f6"), StandardCharsets.ISO_8859_1));
		put(content, list, HexFormat.of().parseHex("fbb3112223bdd211b4b700a0c955fc6e"));
		return write("protected.wma", put(content, list + 24, new byte[16]));
	}

	Path segment() throws IOException {
		byte[] content = made("fragments.mp4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov");
		int fragment = index(content, "moof") - Integer.BYTES;
		ByteArrayOutputStream segment = new ByteArrayOutputStream();
		segment.writeBytes(new byte[] { 0, 0, 0, 16 });
		segment.writeBytes(latin("stypmsdh\0\0\0\0"));
		segment.write(content, fragment, content.length - fragment);
		return write("segment.m4s", segment.toByteArray());
	}

	Path segmentOfWebm() throws IOException {
		byte[] content = made("whole.webm", "-c:a", "libvorbis");
		int cluster = index(content, "\u001fC\u00b6u");
		return write("segment.webm", Arrays.copyOfRange(content, cluster, content.length));
	}

	Path picture() throws IOException {
		ByteBuffer picture = ByteBuffer.allocate(1000);
		picture.putInt(24).put(latin("ftypheic\0\0\0\0mif1heic"));
		picture.putInt(45).put(latin("meta")).putInt(0).putInt(33).put(latin("hdlr\0\0\0\0\0\0\0\0pict")).position(69);
		picture.putInt(1000 - 69).put(latin("mdat"));
		return write("photo.heic", picture.array());
	}

	/**
	 * A tenth of a second of FLAC with 32 bits per sample (RFC 9639): frames of one
	 * channel without compression.
	 */
	Path flacOf32Bits() throws IOException {
		int samples = 4096;
		ByteBuffer flac = ByteBuffer.allocate(100_000);
		flac.put(latin("fLaC")).putInt(0x80000022).putShort((short) samples).putShort((short) samples).put(new byte[6]);
		flac.putLong(44_100L << 44 | 31L << 36 | samples).put(new byte[16]);
		int start = flac.position();
		flac.putInt(0xfff8c90e).put((byte) 0).put((byte) crc(flac, start, 0x07, 8)).put((byte) 2);
		for (int i = 0; i < samples; i++) {
			flac.putInt((int) (1e9 * Math.sin(i * 0.06)));
		}
		flac.putShort((short) crc(flac, start, 0x8005, 16));
		return write("fine.flac", Arrays.copyOf(flac.array(), flac.position()));
	}

	/**
	 * The same FLAC in Matroska (RFC 9559, 5.1.4.1.22 for its header).
	 */
	Path flacOf32BitsInMatroska() throws IOException {
		byte[] flac = Files.readAllBytes(flacOf32Bits());
		byte[] frame = Arrays.copyOfRange(flac, FLAC_HEADER_BYTES, flac.length);
		byte[] track = join(element("d7", "01"), element("73c5", "01"), element("83", "02"),
				element("86", HexFormat.of().formatHex(latin("A_FLAC"))),
				element("63a2", HexFormat.of().formatHex(Arrays.copyOf(flac, FLAC_HEADER_BYTES))),
				element("e1", join(element("b5", "40e5888000000000"), element("9f", "01"), element("6264", "20"))));
		byte[] cluster = join(element("e7", "00"), element("a3", join(HexFormat.of().parseHex("81000080"), frame)));
		return write("fine.mka",
				join(element("1a45dfa3", element("4282", latin("matroska"))),
						element("18538067", join(element("1549a966", element("2ad7b1", "0f4240")),
								element("1654ae6b", element("ae", track)), element("1f43b675", cluster)))));
	}

	/**
	 * The same FLAC in an MP4, which is one of FLAC with other content.
	 */
	Path flacOf32BitsInMp4() throws IOException {
		byte[] flac = Files.readAllBytes(flacOf32Bits());
		byte[] frame = Arrays.copyOfRange(flac, FLAC_HEADER_BYTES, flac.length);
		byte[] content = made("flac.mp4", "-af", "atrim=end_sample=4096", "-c:a", "flac", "-strict", "-2", "-movflags",
				"+faststart");
		put(content, index(content, "dfLa") + 12, Arrays.copyOfRange(flac, 8, FLAC_HEADER_BYTES));
		put(content, index(content, "stsz") + 8, ByteBuffer.allocate(4).putInt(frame.length).array());
		int data = index(content, "mdat") - Integer.BYTES;
		byte[] header = ByteBuffer.allocate(8).putInt(8 + frame.length).put(latin("mdat")).array();
		return write("fine.mp4", join(Arrays.copyOf(content, data), header, frame));
	}

	/**
	 * The same FLAC behind a tag without content (ID3v2.3, 3.1).
	 */
	Path flacOf32BitsBehindTag() throws IOException {
		return write("tagged.flac", join(latin("ID3\3\0\0\0\0\0\0"), Files.readAllBytes(flacOf32Bits())));
	}

	private static byte[] element(String id, String hex) {
		return element(id, HexFormat.of().parseHex(hex));
	}

	/**
	 * An element of Matroska (RFC 8794), whose length has eight bytes.
	 */
	private static byte[] element(String id, byte[] content) {
		byte[] length = ByteBuffer.allocate(Long.BYTES).putLong(1L << 56 | content.length).array();
		return join(HexFormat.of().parseHex(id), length, content);
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

	private static int crc(ByteBuffer bytes, int start, int polynomial, int width) {
		int crc = 0;
		for (int i = start; i < bytes.position(); i++) {
			crc ^= (bytes.get(i) & 0xff) << (width - 8);
			for (int bit = 0; bit < 8; bit++) {
				crc = ((crc & (1 << (width - 1))) != 0) ? (crc << 1) ^ polynomial : crc << 1;
			}
		}
		return crc & ((1 << width) - 1);
	}

	private byte[] made(String name, String... arguments) throws IOException {
		Path file = this.folder.resolve(name);
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y",
				"-f", "lavfi", "-i", "sine=d=1"));
		command.addAll(List.of(arguments));
		command.add(file.toString());
		Process process = new ProcessBuilder(command).inheritIO().start();
		if (process.onExit().join().exitValue() != 0) {
			throw new IllegalStateException("ffmpeg failed: " + command);
		}
		return Files.readAllBytes(file);
	}

	private Path write(String name, byte[] content) throws IOException {
		return Files.write(this.folder.resolve(name), content);
	}

	private static byte[] put(byte[] content, int offset, byte[] part) {
		System.arraycopy(part, 0, content, offset, part.length);
		return content;
	}

	private static int index(byte[] content, String part) {
		int index = new String(content, StandardCharsets.ISO_8859_1).indexOf(part);
		if (index < 0) {
			throw new IllegalStateException("ffmpeg has not written " + part);
		}
		return index;
	}

	private static byte[] latin(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
