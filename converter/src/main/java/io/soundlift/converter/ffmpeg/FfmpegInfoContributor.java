package io.soundlift.converter.ffmpeg;

import io.soundlift.converter.sandbox.Sandbox;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Information for operators about which ffmpeg is used and which isolation layers are
 * active.
 */
final class FfmpegInfoContributor implements InfoContributor {

	private final Ffmpeg ffmpeg;

	private final Sandbox sandbox;

	FfmpegInfoContributor(Ffmpeg ffmpeg, Sandbox sandbox) {
		this.ffmpeg = ffmpeg;
		this.sandbox = sandbox;
	}

	@Override
	public void contribute(Info.Builder builder) {
		builder.withDetail("ffmpeg", FfmpegDetails.of(this.ffmpeg, this.sandbox));
	}

}
