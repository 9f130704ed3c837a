package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Sounds that change their channels or their sample rate on their way. Each part of
 * {@link #PART_SECONDS} seconds has a tone of its own.
 */
public enum ChangingAudio {

	/** Stereo, 5.1, stereo in AC-3. */
	CHANNELS_IN_AC3("ac3", "48000/stereo", "48000/5.1(side)", "48000/stereo"),

	/** 5.1, stereo in MPEG-TS. */
	CHANNELS_IN_TS("ts", "48000/5.1(side)", "48000/stereo", "48000/5.1(side)"),

	/** 44.1 kHz, 48 kHz, 44.1 kHz in ADTS. */
	RATE_IN_ADTS("aac", "44100/stereo", "48000/stereo", "44100/stereo");

	/** Length of each part, a little more because of the codec's frames. */
	public static final int PART_SECONDS = 4;

	/** Tones of the parts in Hz. */
	public static final List<Integer> TONES = List.of(300, 600, 900);

	private final String extension;

	private final List<String> parts;

	ChangingAudio(String extension, String... parts) {
		this.extension = extension;
		this.parts = List.of(parts);
	}

	/**
	 * Creates the audio.
	 * @param folder where to put it
	 * @return the file
	 */
	public Path file(Path folder) {
		String stream = this.extension.equals("aac") ? "aac" : "ac3";
		Path joined = folder.resolve(name() + "." + stream);
		try (OutputStream output = Files.newOutputStream(joined)) {
			for (int i = 0; i < this.parts.size(); i++) {
				String[] format = this.parts.get(i).split("/", -1);
				Path part = folder.resolve(name() + i + "." + stream);
				TestFile
					.of(part, "-f", "lavfi", "-i",
							"anullsrc=cl=" + format[1] + ":r=" + format[0] + ":d=" + PART_SECONDS
									+ ",aeval=0.5*sin(2*PI*" + TONES.get(i) + "*t):c=same",
							"-c:a", stream, "-b:a", "320k");
				Files.copy(part, output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (this.extension.equals(stream)) {
			return joined;
		}
		Path file = folder.resolve(name() + "." + this.extension);
		return TestFile.of(file, "-i", joined, "-c", "copy");
	}

}
