package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.soundlift.converter.container.UndecodableAudio;
import org.jspecify.annotations.Nullable;

/**
 * What an MP4 says about its audio tracks that ffmpeg does not repeat (ISO/IEC 14496-12;
 * 23001-7 for encryption; 23003-5 for PCM).
 *
 * @param isPicture whether it is a picture, as phones take it
 * @param isSegment whether it is a part of a stream without what describes its tracks
 * @param audioTracks the audio tracks in their order, empty if it is no MP4
 */
record Mp4Structure(boolean isPicture, boolean isSegment, List<AudioSampleEntry> audioTracks) {

	private static final Map<String, UndecodableAudio> UNDECODABLE = Map.of("ac-4", UndecodableAudio.AC_4, "dtsx",
			UndecodableAudio.DTS_UHD, "dtsy", UndecodableAudio.DTS_UHD, "mha1", UndecodableAudio.MPEG_H, "mha2",
			UndecodableAudio.MPEG_H, "mhm1", UndecodableAudio.MPEG_H, "mhm2", UndecodableAudio.MPEG_H);

	private static final Set<String> ENCRYPTED = Set.of("enca", "drms");

	private static final Set<String> PICTURE_BRANDS = Set.of("heic", "heix", "heim", "heis", "mif1", "avif");

	/**
	 * Reads the structure of a file.
	 * @param file the file, an MP4 or anything else
	 * @return the structure
	 * @throws IOException if it can't be read
	 */
	static Mp4Structure of(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			Boxes boxes = new Boxes(channel);
			boolean pictureBrand = false;
			boolean items = false;
			for (Box box : boxes.within(0, channel.size())) {
				switch (box.type()) {
					case "ftyp" -> pictureBrand = PICTURE_BRANDS.contains(boxes.text(box.content()));
					case "meta" -> items = true;
					case "moov" -> {
						return new Mp4Structure(false, false, audioTracks(boxes, box));
					}
					case "moof" -> {
						return new Mp4Structure(false, true, List.of());
					}
					default -> {
					}
				}
			}
			return new Mp4Structure(pictureBrand && items, false, List.of());
		}
	}

	private static List<AudioSampleEntry> audioTracks(Boxes boxes, Box movie) throws IOException {
		List<AudioSampleEntry> audioTracks = new ArrayList<>();
		for (Box track : boxes.within(movie.content(), movie.end())) {
			Box media = track.type().equals("trak") ? boxes.find(track, "mdia") : null;
			Box handler = (media != null) ? boxes.find(media, "hdlr") : null;
			// version, flags and a zero precede the kind of the track
			if (media != null && handler != null && boxes.text(handler.content() + 8).equals("soun")) {
				audioTracks.add(audio(boxes, media));
			}
		}
		return audioTracks;
	}

	private static AudioSampleEntry audio(Boxes boxes, Box media) throws IOException {
		Box information = boxes.find(media, "minf");
		Box table = (information != null) ? boxes.find(information, "stbl") : null;
		Box descriptions = (table != null) ? boxes.find(table, "stsd") : null;
		AudioSampleEntry audio = null;
		if (descriptions != null) {
			// version, flags and the number of entries come first
			for (Box entry : boxes.within(descriptions.content() + 8, descriptions.end())) {
				AudioSampleEntry next = entry(boxes, entry);
				audio = (audio == null || next.encrypted()) ? next : audio;
			}
		}
		return Objects.requireNonNullElse(audio, new AudioSampleEntry("", false, null));
	}

	private static AudioSampleEntry entry(Boxes boxes, Box entry) throws IOException {
		// the version of QuickTime's entries, which have more fields from 1 on
		int version = boxes.number(entry.content() + 8) >>> 16;
		int fields = (version == 1) ? 44 : (version == 2) ? 64 : 28;
		boolean encrypted = ENCRYPTED.contains(entry.type());
		String codec = null;
		for (Box box : boxes.within(entry.content() + fields, entry.end())) {
			encrypted |= box.type().equals("sinf");
			if (box.type().equals("pcmC")) {
				codec = pcm(entry.type(), boxes.number(box.content() + 4));
			}
		}
		return new AudioSampleEntry(entry.type(), encrypted, codec);
	}

	/**
	 * Returns the name that ffmpeg has for samples.
	 * @param type {@code ipcm} for integers, {@code fpcm} for floating point
	 * @param format flags, of which the last means little endian, and bits per sample
	 */
	private static String pcm(String type, int format) {
		boolean littleEndian = (format >>> 24 & 1) != 0;
		return "pcm_" + (type.equals("fpcm") ? "f" : "s") + (format >>> 16 & 0xff) + (littleEndian ? "le" : "be");
	}

	/**
	 * an audio track.
	 *
	 * @param type four letters for the kind of audio
	 * @param encrypted whether it is encrypted
	 * @param codec name that ffmpeg has for its samples; {@code null} if it is not known
	 */
	record AudioSampleEntry(String type, boolean encrypted, @Nullable String codec) {

		/**
		 * Finds out what keeps ffmpeg from decoding the track.
		 * @param understood the codec that ffmpeg has found
		 * @return the obstacle; {@code null} for none
		 */
		@Nullable Obstacle obstacle(String understood) {
			if (this.encrypted) {
				return Obstacle.ENCRYPTED;
			}
			if (this.type.equals("ipcm") || this.type.equals("fpcm")) {
				return understood.equals(this.codec) ? null
						: Obstacle.unsupported("uncompressed (PCM, ISO/IEC 23003-5)");
			}
			UndecodableAudio audio = UNDECODABLE.get(this.type);
			return (audio != null) ? Obstacle.unsupported(audio.title()) : null;
		}

	}

	/**
	 * A box.
	 *
	 * @param type its type, four letters of Latin-1
	 * @param content where its content begins in the file
	 * @param end where it ends
	 */
	private record Box(String type, long content, long end) {
	}

	/**
	 * Reads boxes, so many at most that a hostile file costs little.
	 */
	private static final class Boxes {

		private static final int MOST = 10_000;

		private static final int HEADER_BYTES = 8;

		private final FileChannel channel;

		private int left = MOST;

		Boxes(FileChannel channel) {
			this.channel = channel;
		}

		List<Box> within(long start, long end) throws IOException {
			List<Box> boxes = new ArrayList<>();
			long position = start;
			while (position + HEADER_BYTES <= end && this.left-- > 0) {
				long size = Integer.toUnsignedLong(number(position));
				int header = HEADER_BYTES;
				if (size == 1) {
					size = read(position + HEADER_BYTES, Long.BYTES).getLong(0);
					header += Long.BYTES;
				}
				else if (size == 0) {
					size = end - position;
				}
				if (size < header || size > end - position) {
					break;
				}
				boxes.add(new Box(text(position + Integer.BYTES), position + header, position + size));
				position += size;
			}
			return boxes;
		}

		@Nullable Box find(Box parent, String type) throws IOException {
			return within(parent.content(), parent.end()).stream()
				.filter((box) -> box.type().equals(type))
				.findFirst()
				.orElse(null);
		}

		int number(long position) throws IOException {
			return read(position, Integer.BYTES).getInt(0);
		}

		String text(long position) throws IOException {
			return new String(read(position, Integer.BYTES).array(), StandardCharsets.ISO_8859_1);
		}

		/**
		 * Reads bytes, and zeros after the end of the file.
		 */
		private ByteBuffer read(long position, int length) throws IOException {
			ByteBuffer bytes = ByteBuffer.allocate(length);
			int read = 0;
			while (bytes.hasRemaining() && read >= 0) {
				read = this.channel.read(bytes, position + bytes.position());
			}
			return bytes;
		}

	}

}
