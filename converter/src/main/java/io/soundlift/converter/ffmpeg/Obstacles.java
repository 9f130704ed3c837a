package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.soundlift.converter.container.Mp4Structure;
import io.soundlift.converter.container.TransportStream;
import io.soundlift.converter.container.UndecodableAudio;
import org.jspecify.annotations.Nullable;

/**
 * Detection of audio tracks that ffmpeg can't decode, which it does not always report.
 */
final class Obstacles {

	/** Message of ffmpeg about a fragment whose table of encrypted parts is truncated. */
	private static final String ENCRYPTION_INFORMATION = "sub-sample encryption info";

	private static final String DRM = "DRM protected stream detected";

	/** Tag to which ffmpeg maps the id of a key in Matroska. */
	private static final String KEY_ID = "enc_key_id";

	/** ffmpeg's names for codecs for which it has no decoder. */
	private static final Map<String, UndecodableAudio> UNDECODABLE = Map.of("mpegh_3d_audio", UndecodableAudio.MPEG_H,
			"ac4", UndecodableAudio.AC_4);

	/** Types of sample entries of such audio in MP4. */
	private static final Map<String, UndecodableAudio> UNDECODABLE_IN_MP4 = Map.of("ac-4", UndecodableAudio.AC_4,
			"dtsx", UndecodableAudio.DTS_UHD, "dtsy", UndecodableAudio.DTS_UHD, "mha1", UndecodableAudio.MPEG_H, "mha2",
			UndecodableAudio.MPEG_H, "mhm1", UndecodableAudio.MPEG_H, "mhm2", UndecodableAudio.MPEG_H);

	/** More FLAC tracks than videos have, each of which takes a run of ffmpeg. */
	private static final int MAX_FLAC_TRACKS = 8;

	/** Id of the element with which segments of a WebM stream begin (RFC 9559, 5.1.3). */
	private static final byte[] CLUSTER = { 0x1f, 0x43, (byte) 0xb6, 0x75 };

	private Obstacles() {
	}

	/**
	 * Finds the obstacles to decoding the tracks.
	 * @param session the session
	 * @param format the first name that ffmpeg has for the container
	 * @param tracks the tracks
	 * @param messages messages of ffmpeg while it probed the video
	 * @return the same tracks with their obstacles
	 * @throws IOException if the video can't be read
	 */
	static List<AudioTrack> mark(FfmpegSession session, String format, List<AudioTrack> tracks, FfmpegOutput messages)
			throws IOException {
		List<Mp4Structure.AudioSampleEntry> entries = format.equals("mov")
				? Mp4Structure.of(session.video()).audioTracks() : List.of();
		boolean described = entries.size() == tracks.size();
		boolean protectedFile = format.equals("asf") && messages.contain(DRM);
		List<AudioTrack> marked = new ArrayList<>();
		for (int i = 0; i < tracks.size(); i++) {
			AudioTrack track = tracks.get(i);
			Obstacle obstacle = protectedFile ? Obstacle.ENCRYPTED
					: described ? ofEntry(entries.get(i), track.codec()) : null;
			marked.add(track.with((obstacle != null) ? obstacle : ofTrack(format, track)));
		}
		markFlac(session, marked);
		return marked;
	}

	/**
	 * Marks FLAC tracks whose samples have more bits than this ffmpeg decodes.
	 */
	private static void markFlac(FfmpegSession session, List<AudioTrack> tracks) throws IOException {
		int checked = 0;
		for (int i = 0; i < tracks.size() && checked < MAX_FLAC_TRACKS; i++) {
			if (tracks.get(i).obstacle() == null && tracks.get(i).codec().equals("flac")) {
				checked++;
				if (bitsOfFlac(session, i) > FlacHeader.USUAL_BITS && !decodes(session, i)) {
					tracks.set(i, tracks.get(i).with(Obstacle.unsupported("FLAC with 32 bits per sample")));
				}
			}
		}
	}

	/**
	 * Determines why ffmpeg has found no audio, or nothing at all.
	 * @param video the video
	 * @param messages messages of ffmpeg while it probed the video
	 * @return the reason; {@code null} if there is no sign of one
	 * @throws IOException if the video can't be read
	 */
	static @Nullable UnusableVideoException reason(Path video, FfmpegOutput messages) throws IOException {
		UndecodableAudio audio = TransportStream.undecodableAudio(video);
		if (audio != null) {
			return Obstacle.unsupported(audio.title()).toException();
		}
		Mp4Structure structure = Mp4Structure.of(video);
		if (structure.isPicture()) {
			return new UnusableVideoException(Defect.NOT_MEDIA, "It is a picture");
		}
		if (structure.isSegment() || beginsWithCluster(video)) {
			return new UnusableVideoException(Defect.SEGMENT_ONLY, "The initialization segment is missing");
		}
		for (Mp4Structure.AudioSampleEntry entry : structure.audioTracks()) {
			Obstacle obstacle = ofEntry(entry, "none");
			if (obstacle != null) {
				return obstacle.toException();
			}
		}
		// possibly only the pictures are encrypted
		return messages.contain(ENCRYPTION_INFORMATION) ? Obstacle.ENCRYPTED.toException() : null;
	}

	private static boolean beginsWithCluster(Path video) throws IOException {
		try (InputStream content = Files.newInputStream(video)) {
			return Arrays.equals(content.readNBytes(CLUSTER.length), CLUSTER);
		}
	}

	/**
	 * Finds the obstacle to decoding a track of an MP4.
	 * @param entry how the track is described
	 * @param understood the codec that ffmpeg has found
	 */
	private static @Nullable Obstacle ofEntry(Mp4Structure.AudioSampleEntry entry, String understood) {
		if (entry.encrypted()) {
			return Obstacle.ENCRYPTED;
		}
		if (entry.type().equals("ipcm") || entry.type().equals("fpcm")) {
			return understood.equals(entry.codec()) ? null
					: Obstacle.unsupported("uncompressed (PCM, ISO/IEC 23003-5)");
		}
		UndecodableAudio audio = UNDECODABLE_IN_MP4.get(entry.type());
		return (audio != null) ? Obstacle.unsupported(audio.title()) : null;
	}

	private static @Nullable Obstacle ofTrack(String format, AudioTrack track) {
		if (format.equals("matroska") && track.tags().containsKey(KEY_ID)) {
			return Obstacle.ENCRYPTED;
		}
		UndecodableAudio audio = UNDECODABLE.get(track.codec());
		return (audio != null) ? Obstacle.unsupported(audio.title()) : null;
	}

	/**
	 * Returns the bits per sample of a FLAC track according to its header, wherever the
	 * container stores that.
	 */
	private static int bitsOfFlac(FfmpegSession session, int index) throws IOException {
		try (FfmpegRun run = session.startProbe(track(session, index, "-c", "copy", "-t", "0", "-f", "flac"))) {
			int bits = FlacHeader.bitsPerSample(run.output());
			run.output().transferTo(OutputStream.nullOutputStream());
			return run.await() ? bits : 0;
		}
	}

	/**
	 * Whether ffmpeg decodes the first frame of a track.
	 */
	private static boolean decodes(FfmpegSession session, int index) throws IOException {
		try (FfmpegRun run = session.startProbe(track(session, index, "-frames:a", "1", "-f", "s32le"))) {
			long bytes = run.output().transferTo(OutputStream.nullOutputStream());
			return run.await() && bytes > 0;
		}
	}

	private static FfmpegCommand track(FfmpegSession session, int index, String... output) {
		List<String> arguments = new ArrayList<>(List.of("-i", session.video().toString(), "-map", "0:a:" + index));
		arguments.addAll(List.of(output));
		arguments.add("pipe:1");
		return new FfmpegCommand(arguments);
	}

}
