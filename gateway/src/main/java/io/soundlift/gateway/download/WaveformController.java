package io.soundlift.gateway.download;

import java.util.HexFormat;
import java.util.stream.IntStream;

import io.soundlift.gateway.conversion.OwnedConversions;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.support.Sha256;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Waveforms of MP3s, for players to draw.
 */
@RestController
class WaveformController {

	private final OwnedConversions owned;

	private final Conversions conversions;

	WaveformController(OwnedConversions owned, Conversions conversions) {
		this.owned = owned;
		this.conversions = conversions;
	}

	/**
	 * Returns the loudness of the MP3 of a conversion over time.
	 * @param id 32 hexadecimal digits
	 */
	@GetMapping("/api/conversions/{id}/waveform")
	ResponseEntity<Waveform> waveform(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		Conversion conversion = this.owned.require(id, token);
		Mp3 mp3 = AvailableMp3.of(conversion);
		byte[] peaks = this.conversions.waveform(conversion.id());
		return ResponseEntity.ok()
			.eTag(HexFormat.of().formatHex(Sha256.newDigest().digest(peaks)))
			.cacheControl(CacheControl.noCache().cachePrivate())
			.body(Waveform.of(mp3, peaks));
	}

	/**
	 * Loudness of an MP3 over time.
	 *
	 * @param durationMillis playing time in milliseconds
	 * @param peaks peaks of parts of equal length, from 0 to 255; empty if there is no
	 * waveform
	 */
	record Waveform(long durationMillis, int[] peaks) {

		static Waveform of(Mp3 mp3, byte[] peaks) {
			return new Waveform(mp3.durationMillis(),
					IntStream.range(0, peaks.length).map((i) -> peaks[i] & 0xff).toArray());
		}

	}

}
