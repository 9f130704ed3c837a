package io.soundlift.gateway.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Progress;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Converter that changes states of conversions when a test wants it.
 */
final class TestConverter {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private final TestGateway gateway;

	TestConverter(TestGateway gateway) {
		this.gateway = gateway;
	}

	List<Conversion> conversions(String owner) {
		return this.gateway.conversions().list(owner, null, 100);
	}

	Conversion accept(String owner, String fileName) {
		Conversions conversions = this.gateway.conversions();
		String id = conversions.newId();
		try {
			StoredFile video = this.gateway.files()
				.write(Bucket.VIDEOS, id, "video/mp4", new ByteArrayInputStream(new byte[2000]), 2000);
			Conversion accepted = conversions.accept(id, new Owner(owner, owner + "@example.org"), fileName,
					new ConversionOptions(128_000), video, null);
			this.gateway.files().confirm(video);
			return accepted;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Conversion claim(Conversion conversion) {
		return this.gateway.claims().claim(conversion.id(), "test", LEASE).orElseThrow();
	}

	void progress(Conversion claimed, int percent) {
		assertThat(this.gateway.claims().renewLease(claimed, new Progress(Phase.ENCODING, percent, 61.5, 90L), LEASE))
			.isTrue();
	}

	void complete(Conversion claimed, String mp3) {
		complete(this.gateway.claims(), claimed, mp3);
	}

	void complete(Claims claims, Conversion claimed, String mp3) {
		complete(claims, claimed, mp3.getBytes(), 61_000, new byte[0]);
	}

	void complete(Claims claims, Conversion claimed, byte[] bytes, long millis, byte[] peaks) {
		try {
			StoredFile file = this.gateway.files()
				.write(Bucket.MP3S, claimed.id(), "audio/mpeg", new ByteArrayInputStream(bytes), bytes.length);
			String name = claimed.fileName().replaceFirst("\\.[^.]+$", "") + ".mp3";
			assertThat(claims.complete(claimed, new Mp3(file, millis, name), peaks)).isTrue();
			this.gateway.files().confirm(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void expire(Conversion completed) {
		assertThat(this.gateway.bean(Retention.class).expireMp3(completed)).isTrue();
	}

	void fail(Conversion claimed, String code, String detail) {
		assertThat(this.gateway.claims().fail(claimed, new Failure(code, detail))).isTrue();
	}

}
