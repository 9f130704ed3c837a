package io.soundlift.notifier.mail;

import java.util.Map;
import java.util.Set;

/**
 * Advice to owners on failed conversions, for each code of the converter.
 */
final class FailureAdvice {

	private static final String OUR_SIDE = "Please upload the video again. If it fails again, give the id below to the people who run this server.";

	private static final String IN_PARTS = "Cut the video into shorter parts and upload them one by one.";

	private static final String EXPORT_AGAIN = "Check that the file plays to its end. If it does, export it again and upload the new file.";

	private static final Map<String, String> BY_CODE = Map.ofEntries(Map.entry("not-media",
			"Check that the file plays in a video player, and upload the video itself rather than a link, a playlist or a document."),
			Map.entry("no-audio", "Choose a video with sound, or export this one again together with its sound."),
			Map.entry("damaged",
					"Play the file to its end on your device. If that works, the upload was cut off: upload it again."),
			Map.entry("unsupported-audio",
					"Export the video with a common audio format such as AAC, MP3 or Opus, and upload it again."),
			Map.entry("encrypted",
					"Upload a copy without copy protection. We can't read what a shop or a streaming service has encrypted."),
			Map.entry("segment-only",
					"Save the whole video with the program from which you have this part, and upload that file."),
			Map.entry("no-such-track", "Upload the video again, with a track that it has or without naming one."),
			Map.entry("start-past-end", "Upload the video again with an earlier start."),
			Map.entry("no-picture", "Upload the video again, with another time for the cover or without a cover."),
			Map.entry("too-long", IN_PARTS), Map.entry("timed-out", IN_PARTS), Map.entry("video-too-large", IN_PARTS),
			Map.entry("mp3-too-large", "Choose a lower bit rate, or cut the video into shorter parts."),
			Map.entry("storage-quota-exceeded",
					"Delete MP3s that you no longer need, then upload the video again. A lower bit rate makes the MP3 smaller."),
			Map.entry("too-many-streams", "Export the video with one track of sound, and upload the new file."),
			Map.entry("header-too-large",
					"Export the video again without its tags, chapters and attachments, and upload the new file."),
			Map.entry("cpu-limit", EXPORT_AGAIN), Map.entry("memory-limit", EXPORT_AGAIN),
			Map.entry("worker-crashed", EXPORT_AGAIN), Map.entry("video-missing", OUR_SIDE),
			Map.entry("gave-up", OUR_SIDE), Map.entry("dead-letter", OUR_SIDE));

	private FailureAdvice() {
	}

	/**
	 * Lists the codes that have an advice of their own.
	 * @return the codes
	 */
	static Set<String> codes() {
		return BY_CODE.keySet();
	}

	/**
	 * Returns the advice for a code.
	 * @param code code of a failure
	 * @return the advice, a general one for a code that is not known here
	 */
	static String of(String code) {
		return BY_CODE.getOrDefault(code, OUR_SIDE);
	}

}
