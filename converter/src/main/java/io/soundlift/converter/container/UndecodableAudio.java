package io.soundlift.converter.container;

/**
 * Kinds of audio that no ffmpeg decodes.
 */
public enum UndecodableAudio {

	/** ETSI TS 103 190. */
	AC_4("Dolby AC-4"),

	/** ETSI TS 103 491. */
	DTS_UHD("DTS-UHD"),

	/** ISO/IEC 23008-3. */
	MPEG_H("MPEG-H 3D Audio");

	private final String title;

	UndecodableAudio(String title) {
		this.title = title;
	}

	/**
	 * Returns its common name.
	 * @return a name for messages
	 */
	public String title() {
		return this.title;
	}

}
