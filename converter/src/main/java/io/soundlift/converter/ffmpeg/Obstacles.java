package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds sound tracks that ffmpeg can't decode, and of which it does not always say so.
 */
final class Obstacles {

	private static final String DRM = "DRM protected stream detected";

	/** Tag that ffmpeg makes of the id of a key in Matroska. */
	private static final String KEY_ID = "enc_key_id";

	/** Name that ffmpeg has for MPEG-H, for which it has no decoder. */
	private static final String MPEG_H = "mpegh_3d_audio";

	/** How ffmpeg describes streams of the types 0x2D and 0x2E (ISO/IEC 13818-1). */
	private static final String[] MPEG_H_IN_TRANSPORT_STREAM = { "none (-[0][0][0] / 0x002D)",
			"none (.[0][0][0] / 0x002E)" };

	/** Id of the element with which segments of a WebM stream begin (RFC 9559, 5.1.3). */
	private static final byte[] CLUSTER = { 0x1f, 0x43, (byte) 0xb6, 0x75 };

	private Obstacles() {
	}

	/**
	 * Finds what keeps tracks from being decoded.
	 * @param session the session
	 * @param format the first name that ffmpeg has for the container
	 * @param tracks the tracks
	 * @param messages what ffmpeg has said while it looked into the video
	 * @return the same tracks with their obstacles
	 * @throws IOException if the video can't be read
	 */
	static List<SoundTrack> mark(FfmpegSession session, String format, List<SoundTrack> tracks, FfmpegOutput messages)
			throws IOException {
		List<Mp4Structure.SoundEntry> entries = format.equals("mov") ? Mp4Structure.of(session.video()).sounds()
				: List.of();
		boolean described = entries.size() == tracks.size();
		boolean protectedFile = format.equals("asf") && messages.says(DRM);
		List<SoundTrack> marked = new ArrayList<>();
		for (int i = 0; i < tracks.size(); i++) {
			SoundTrack track = tracks.get(i);
			Obstacle obstacle = protectedFile ? Obstacle.ENCRYPTED
					: described ? entries.get(i).obstacle(track.codec()) : null;
			marked.add(track.with((obstacle != null) ? obstacle : ofTrack(session, format, track)));
		}
		return marked;
	}

	/**
	 * Finds out why ffmpeg has found no sound, or nothing at all.
	 * @param video the video
	 * @param messages what ffmpeg has said while it looked into the video
	 * @return the reason; {@code null} if there is no sign of one
	 * @throws IOException if the video can't be read
	 */
	static @Nullable UnusableVideoException reason(Path video, FfmpegOutput messages) throws IOException {
		if (messages.says(MPEG_H_IN_TRANSPORT_STREAM)) {
			return Obstacle.unsupported(Mp4Structure.MPEG_H).toException();
		}
		Mp4Structure structure = Mp4Structure.of(video);
		if (structure.isPicture()) {
			return new UnusableVideoException(Defect.NOT_MEDIA, "It is a picture");
		}
		if (structure.isSegment() || beginsWithCluster(video)) {
			return new UnusableVideoException(Defect.SEGMENT_ONLY, "The initialization segment is missing");
		}
		for (Mp4Structure.SoundEntry entry : structure.sounds()) {
			Obstacle obstacle = entry.obstacle("none");
			if (obstacle != null) {
				return obstacle.toException();
			}
		}
		return null;
	}

	private static boolean beginsWithCluster(Path video) throws IOException {
		try (InputStream content = Files.newInputStream(video)) {
			return Arrays.equals(content.readNBytes(CLUSTER.length), CLUSTER);
		}
	}

	private static @Nullable Obstacle ofTrack(FfmpegSession session, String format, SoundTrack track)
			throws IOException {
		if (format.equals("matroska") && track.tags().containsKey(KEY_ID)) {
			return Obstacle.ENCRYPTED;
		}
		if (track.codec().equals(MPEG_H)) {
			return Obstacle.unsupported(Mp4Structure.MPEG_H);
		}
		if (format.equals("flac") && FlacHeader.bitsPerSample(session.video()) > FlacHeader.USUAL_BITS
				&& !decodes(session)) {
			return Obstacle.unsupported("FLAC with 32 bits per sample");
		}
		return null;
	}

	/**
	 * Whether ffmpeg decodes the first frame of the only track.
	 */
	private static boolean decodes(FfmpegSession session) throws IOException {
		try (FfmpegRun run = session.startProbe(new FfmpegCommand(List.of("-i", session.video().toString(), "-map",
				"0:a:0", "-frames:a", "1", "-f", "s32le", "pipe:1")))) {
			long bytes = run.output().transferTo(OutputStream.nullOutputStream());
			return run.await() && bytes > 0;
		}
	}

}
