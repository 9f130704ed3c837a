package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;

/**
 * Files that want something else than to be converted.
 */
final class AttackFiles {

	/** A second of audio that is nobody else's business. */
	static final byte[] SECRET = secret();

	private static final int RATE = 8000;

	private AttackFiles() {
	}

	private static byte[] secret() {
		byte[] noise = new byte[2 * RATE];
		new Random(7).nextBytes(noise);
		return noise;
	}

	/**
	 * Writes a DASH manifest that names a file beside it.
	 */
	static Path manifestOf(Path folder, Path canary) throws IOException {
		return Files.writeString(Files.createTempFile(folder, "dash", ".mp4"), """
				<?xml version="1.0"?>
				<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"
				 minBufferTime="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">
				<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000">
				<BaseURL>canary-%s</BaseURL></Representation></AdaptationSet></Period></MPD>
				""".formatted(canary.getFileName()));
	}

	/**
	 * Writes a description of a session in which ffmpeg would wait for packets.
	 */
	static Path sessionDescription(Path folder) throws IOException {
		return Files.writeString(Files.createTempFile(folder, "session", ".mp4"),
				"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n");
	}

	/**
	 * Writes a QuickTime movie with a second of audio that it says is in another file
	 * (QuickTime File Format, data reference atom with an alias).
	 */
	static Path movieWithAudioIn(Path folder, Path other) throws IOException {
		byte[] path = other.toString().getBytes(StandardCharsets.UTF_8);
		ByteBuffer alias = ByteBuffer.allocate(150 + 4 + path.length + (path.length & 1) + 4);
		alias.put(50, (byte) other.getFileName().toString().length());
		alias.put(51, other.getFileName().toString().getBytes(StandardCharsets.UTF_8));
		alias.putShort(130, (short) 1).putShort(132, (short) 1);
		alias.position(150);
		alias.putShort((short) 2).putShort((short) path.length).put(path);
		alias.position(alias.limit() - 4);
		alias.putShort((short) -1).putShort((short) 0);
		byte[] samples = box(
				"stbl", new byte[0], join(
						box("stsd", ints(0, 1),
								box("sowt", join(ints(0, 1), ints(0, 0), shorts(1, 16, 0, 0), ints(RATE << 16)),
										new byte[0])),
						box("stts", ints(0, 1, RATE, 1), new byte[0]), box("stsc", ints(0, 1, 1, RATE, 1), new byte[0]),
						box("stsz", ints(0, 2, RATE), new byte[0]), box("stco", ints(0, 1, 0), new byte[0])));
		byte[] media = box("minf", new byte[0], join(box("smhd", ints(0, 0), new byte[0]),
				box("dinf", new byte[0], box("dref", ints(0, 1), box("alis", ints(0), alias.array()))), samples));
		byte[] track = box("trak", new byte[0],
				join(box("tkhd", join(ints(1, 0, 0, 1, 0, RATE), new byte[60]), new byte[0]),
						box("mdia", new byte[0],
								join(box("mdhd", ints(0, 0, 0, RATE, RATE, 0), new byte[0]), box("hdlr",
										join(ints(0), "mhlrsoun".getBytes(StandardCharsets.US_ASCII), ints(0, 0, 0)),
										new byte[1]), media))));
		byte[] header = box("mvhd", join(ints(0, 0, 0, RATE, RATE), new byte[80]), new byte[0]);
		return Files.write(Files.createTempFile(folder, "reference", ".mov"),
				join(box("ftyp", "qt  ".getBytes(StandardCharsets.US_ASCII), ints(0x200)),
						box("moov", new byte[0], join(header, track))));
	}

	private static byte[] box(String type, byte[] fields, byte[] content) {
		return join(ints(8 + fields.length + content.length), type.getBytes(StandardCharsets.US_ASCII), fields,
				content);
	}

	private static byte[] ints(int... values) {
		ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
		Arrays.stream(values).forEach(bytes::putInt);
		return bytes.array();
	}

	private static byte[] shorts(int... values) {
		ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
		Arrays.stream(values).forEach((value) -> bytes.putShort((short) value));
		return bytes.array();
	}

	private static byte[] join(byte[]... parts) {
		ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt((part) -> part.length).sum());
		Arrays.stream(parts).forEach(joined::put);
		return joined.array();
	}

	/**
	 * Writes an AVI with a second of audio, and with subtitles that are a playlist
	 * (GAB2).
	 */
	static Path aviWithPlaylistAsSubtitles(Path folder, int port) throws IOException {
		byte[] playlist = "#EXTM3U\n#EXTINF:1.0,\nhttp://127.0.0.1:%d/secret.ts\n#EXT-X-ENDLIST\n".formatted(port)
			.getBytes(StandardCharsets.US_ASCII);
		ByteBuffer packet = ByteBuffer.allocate(17 + playlist.length).order(ByteOrder.LITTLE_ENDIAN);
		packet.put("GAB2\0".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2).putInt(0);
		packet.putShort((short) 4).putInt(playlist.length).put(playlist);
		return avi(folder, List.of(audioHeader(), chunk("strh", streamHeader("txts", 0))),
				join(chunk("01tx", packet.array()), chunk("00wb", SECRET)));
	}

	/**
	 * Writes an AVI with a second of audio in the first of its streams.
	 */
	static Path aviWithStreams(Path folder, int count) throws IOException {
		List<byte[]> headers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			headers.add(audioHeader());
		}
		return avi(folder, headers, chunk("00wb", SECRET));
	}

	private static Path avi(Path folder, List<byte[]> headers, byte[] content) throws IOException {
		ByteBuffer main = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
		// one second in one frame
		main.putInt(0, 1_000_000).putInt(16, 1).putInt(24, headers.size());
		byte[] streams = join(headers.stream().map((header) -> list("strl", header)).toArray(byte[][]::new));
		return Files.write(Files.createTempFile(folder, "attack", ".avi"),
				chunk("RIFF", join("AVI ".getBytes(StandardCharsets.US_ASCII),
						list("hdrl", join(chunk("avih", main.array()), streams)), list("movi", content))));
	}

	private static byte[] audioHeader() {
		ByteBuffer format = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
		format.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE).putShort((short) 2);
		format.putShort((short) 16);
		return join(chunk("strh", streamHeader("auds", RATE)), chunk("strf", format.array()));
	}

	private static byte[] streamHeader(String type, int length) {
		ByteBuffer header = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
		header.put(type.getBytes(StandardCharsets.US_ASCII));
		header.putInt(20, 1).putInt(24, RATE).putInt(32, length).putInt(44, type.equals("auds") ? 2 : 0);
		return header.array();
	}

	private static byte[] list(String type, byte[] content) {
		return chunk("LIST", join(type.getBytes(StandardCharsets.US_ASCII), content));
	}

	private static byte[] chunk(String type, byte[] content) {
		ByteBuffer chunk = ByteBuffer.allocate(8 + content.length + (content.length & 1))
			.order(ByteOrder.LITTLE_ENDIAN);
		return chunk.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content).array();
	}

	/**
	 * Writes a WAV file whose samples are a hole in the file system.
	 */
	static Path silence(Path folder, Duration length) throws IOException {
		int bytes = (int) (length.toSeconds() * RATE);
		ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
		header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
		header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 1);
		header.putInt(RATE).putInt(RATE).putShort((short) 1).putShort((short) 8);
		header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
		Path file = Files.write(Files.createTempFile(folder, "silence", ".wav"), header.array());
		try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
			content.setLength(44L + bytes);
		}
		return file;
	}

	/**
	 * Writes an MP4 whose header claims a length (ISO/IEC 14496-12, movie header box).
	 */
	static Path movieThatClaimsSeconds(Path folder, int seconds) throws IOException {
		byte[] content = Files.readAllBytes(SampleMedia.file(Sample.MP4_AAC));
		int header = new String(content, StandardCharsets.ISO_8859_1).indexOf("mvhd");
		ByteBuffer.wrap(content).putInt(header + 16, 1).putInt(header + 20, seconds);
		return Files.write(Files.createTempFile(folder, "claim", ".mp4"), content);
	}

	/**
	 * Creates a Matroska file with a title.
	 */
	static Path videoWithTitle(Path folder, String title) throws IOException, InterruptedException {
		Path video = folder.resolve("title.mkv");
		Process process = new ProcessBuilder(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y", "-i",
				SampleMedia.file(Sample.MKV_AAC).toString(), "-c", "copy", "-metadata", "title=" + title, "-metadata",
				"artist=" + title, video.toString())
			.inheritIO()
			.start();
		if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
			throw new IllegalStateException("ffmpeg failed");
		}
		return video;
	}

}
