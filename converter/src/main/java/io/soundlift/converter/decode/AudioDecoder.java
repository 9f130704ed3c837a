package io.soundlift.converter.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;

/**
 * Decoder of one audio track of a video.
 *
 * @param session the session, which has the video
 * @param video what was found in the video
 * @param track index of the track among the audio tracks, from 0
 * @param format format of the samples
 */
public record AudioDecoder(FfmpegSession session, ProbedVideo video, int track, AudioFormat format) {

	/**
	 * Starts to decode.
	 * @param range which samples are wanted
	 * @param filters filters of ffmpeg that these samples pass through; empty for none
	 * @return the samples
	 * @throws io.soundlift.converter.ffmpeg.StoppedException if the session was stopped
	 * @throws io.soundlift.converter.ffmpeg.FfmpegFailedException if ffmpeg can't be
	 * started
	 */
	public SampleSource decode(SampleRange range, List<String> filters) {
		return decoded(new DecodedAudio(this, range, null), filters);
	}

	/**
	 * Starts to decode a video that arrives through a pipe, as far as it is available.
	 * @param content the video; reading it may block; closed together with the samples
	 * @param range which samples are wanted
	 * @param filters filters of ffmpeg that these samples pass through; empty for none
	 * @return the samples
	 * @throws io.soundlift.converter.ffmpeg.StoppedException if the session was stopped
	 * @throws io.soundlift.converter.ffmpeg.FfmpegFailedException if ffmpeg can't be
	 * started
	 */
	public SampleSource decode(InputStream content, SampleRange range, List<String> filters) {
		return decoded(new DecodedAudio(this, range, content), filters);
	}

	/**
	 * Starts to list what a decoder of the session's video would be given.
	 * @return the list, which has to be closed
	 * @throws io.soundlift.converter.ffmpeg.StoppedException if the session was stopped
	 * @throws io.soundlift.converter.ffmpeg.FfmpegFailedException if ffmpeg can't be
	 * started
	 */
	public PacketList packets() {
		return PacketList.ofFile(this);
	}

	/**
	 * Returns a text that is equal for equal samples.
	 * @param packets hash of the list of packets
	 * @param gaps whether the audio has gaps, which end at the length that the video
	 * states at the latest; before an upload is complete, that may be another one
	 * @return everything that the samples depend on besides the version of ffmpeg
	 */
	public String proof(String packets, boolean gaps) {
		return List
			.of(packets, gaps ? String.valueOf(this.video.declaredLength().end()) : "", this.video.alone(), this.track,
					this.format, DecodedAudio.input(this, DecodedAudio.PIPE), DecodedAudio.output(this))
			.toString();
	}

	private SampleSource decoded(SampleSource decoded, List<String> filters) {
		return filters.isEmpty() ? decoded
				: filtered(decoded, List.of("-af", String.join(",", filters) + "," + this.format.conversion(),
						"-flush_packets", "0", "-f", this.format.ffmpegName(), "pipe:1"));
	}

	/**
	 * Runs a filter over samples to collect what it prints, and waits for its end.
	 * @param range which samples are wanted
	 * @param filter a filter of ffmpeg
	 * @return what ffmpeg has printed
	 * @throws RuntimeException if ffmpeg has failed, of a type that shows whether the
	 * video is the cause
	 */
	public FfmpegOutput inspect(SampleRange range, String filter) {
		SampleSource decoded = new DecodedAudio(this, range, null);
		try (FilteredAudio inspected = filtered(decoded, List.of("-af", filter, "-f", "null", "-"))) {
			inspected.samples().transferTo(OutputStream.nullOutputStream());
			inspected.await();
			return inspected.filterMessages();
		}
		catch (IOException ex) {
			this.session.checkNotStopped();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the chapters of the video, each at the time at which its audio begins in
	 * the MP3.
	 * @param copied whether the MP3 is a copy, in which gaps are closed
	 * @return the chapters in their order; a beginning may be less than zero
	 * @throws io.soundlift.converter.ffmpeg.StoppedException if the session was stopped
	 * @throws io.soundlift.converter.ffmpeg.FfmpegFailedException if ffmpeg can't be
	 * started
	 */
	public List<ProbedVideo.Chapter> chapters(boolean copied) {
		return this.video.chapters().isEmpty() ? List.of() : new ChapterTimes(this).read(copied);
	}

	Timeline timeline(FfmpegRun run, boolean holesClose) {
		return new Timeline(new MatroskaBlocks(run.output()), this.format, this.video.declaredLength().end(),
				holesClose || this.video.alone());
	}

	private FilteredAudio filtered(SampleSource decoded, List<String> output) {
		try {
			return new FilteredAudio(this.session, decoded, this.format, output);
		}
		catch (RuntimeException ex) {
			decoded.kill();
			throw ex;
		}
	}

}
