package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Information about the audio tracks of an MP4 that ffmpeg does not report (ISO/IEC
 * 14496-12; 23001-7 for encryption; 23003-5 for PCM).
 *
 * @param isPicture whether it is a still picture, such as phones take
 * @param isSegment whether it is a segment of a stream without the initialization segment
 * that describes its tracks
 * @param audioTracks the audio tracks in their order; empty if it is not an MP4
 */
public record Mp4Structure(boolean isPicture, boolean isSegment, List<AudioSampleEntry> audioTracks) {

	private static final Set<String> ENCRYPTED = Set.of("enca", "drms");

	private static final Set<String> PICTURE_BRANDS = Set.of("heic", "heix", "heim", "heis", "mif1", "avif");

	/**
	 * Reads the structure of a file.
	 * @param path the file, an MP4 or anything else
	 * @return the structure
	 * @throws IOException if it can't be read
	 */
	public static Mp4Structure of(Path path) throws IOException {
		try (MediaFile file = MediaFile.open(path)) {
			boolean pictureBrand = false;
			boolean items = false;
			for (Chunk box : ChunkLayout.MOVIE.all(file, 0, file.size())) {
				switch (box.type()) {
					case "ftyp" -> pictureBrand = PICTURE_BRANDS.contains(text(file, box.position()));
					case "meta" -> items = true;
					case "moov" -> {
						return new Mp4Structure(false, false, audioTracks(file, box));
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

	private static List<AudioSampleEntry> audioTracks(MediaFile file, Chunk movie) throws IOException {
		List<AudioSampleEntry> audioTracks = new ArrayList<>();
		for (Chunk track : ChunkLayout.MOVIE.all(file, movie.position(), movie.end(file))) {
			Chunk media = track.type().equals("trak") ? MovieHeader.find(file, "mdia", track) : null;
			Chunk handler = (media != null) ? MovieHeader.find(file, "hdlr", media) : null;
			// version, flags and a zero precede the kind of the track
			if (media != null && handler != null && text(file, handler.position() + 8).equals("soun")) {
				audioTracks.add(audio(file, media));
			}
		}
		return audioTracks;
	}

	private static AudioSampleEntry audio(MediaFile file, Chunk media) throws IOException {
		Chunk information = MovieHeader.find(file, "minf", media);
		Chunk table = (information != null) ? MovieHeader.find(file, "stbl", information) : null;
		Chunk descriptions = (table != null) ? MovieHeader.find(file, "stsd", table) : null;
		AudioSampleEntry audio = null;
		if (descriptions != null) {
			// version, flags and the number of entries come first
			for (Chunk entry : ChunkLayout.MOVIE.all(file, descriptions.position() + 8, descriptions.end(file))) {
				AudioSampleEntry next = entry(file, entry);
				audio = (audio == null || next.encrypted()) ? next : audio;
			}
		}
		return Objects.requireNonNullElse(audio, new AudioSampleEntry("", false, null));
	}

	private static AudioSampleEntry entry(MediaFile file, Chunk entry) throws IOException {
		// the version of QuickTime's entries, which have more fields from version 1 on
		int version = number(file, entry.position() + 8) >>> 16;
		int fields = (version == 1) ? 44 : (version == 2) ? 64 : 28;
		boolean encrypted = ENCRYPTED.contains(entry.type());
		String codec = null;
		for (Chunk box : ChunkLayout.MOVIE.all(file, entry.position() + fields, entry.end(file))) {
			encrypted |= box.type().equals("sinf");
			if (box.type().equals("pcmC")) {
				codec = pcm(entry.type(), number(file, box.position() + 4));
			}
		}
		return new AudioSampleEntry(entry.type(), encrypted, codec);
	}

	/**
	 * Returns ffmpeg's name for a sample format.
	 * @param type {@code ipcm} for integers, {@code fpcm} for floating point
	 * @param format flags, the lowest of which means little endian, and bits per sample
	 */
	private static String pcm(String type, int format) {
		boolean littleEndian = (format >>> 24 & 1) != 0;
		return "pcm_" + (type.equals("fpcm") ? "f" : "s") + (format >>> 16 & 0xff) + (littleEndian ? "le" : "be");
	}

	private static String text(MediaFile file, long position) throws IOException {
		ByteBuffer bytes = file.read(position, Integer.BYTES, ByteOrder.BIG_ENDIAN);
		return (bytes != null) ? new String(bytes.array(), StandardCharsets.ISO_8859_1) : "";
	}

	private static int number(MediaFile file, long position) throws IOException {
		ByteBuffer bytes = file.read(position, Integer.BYTES, ByteOrder.BIG_ENDIAN);
		return (bytes != null) ? bytes.getInt() : 0;
	}

	/**
	 * Description of the samples of an audio track.
	 *
	 * @param type four letters for the kind of audio
	 * @param encrypted whether it is encrypted
	 * @param codec ffmpeg's name for its sample format; {@code null} if it is not known
	 */
	public record AudioSampleEntry(String type, boolean encrypted, @Nullable String codec) {
	}

}
