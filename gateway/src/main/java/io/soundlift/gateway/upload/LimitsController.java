package io.soundlift.gateway.upload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.OptionsView;
import io.soundlift.gateway.limit.AccountLimits;
import io.soundlift.gateway.limit.AccountLimitsReader;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Tag;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answer before an upload about what is taken, and how much of it.
 */
@RestController
class LimitsController {

	private final GatewayProperties properties;

	private final AccountLimitsReader accounts;

	LimitsController(GatewayProperties properties, AccountLimitsReader accounts) {
		this.properties = properties;
		this.accounts = accounts;
	}

	/**
	 * Returns what an upload may be, and what the account may use and has used.
	 */
	@GetMapping("/api/limits")
	Limits limits(@AuthenticationPrincipal Jwt token) {
		return new Limits(this.properties.maxVideoSize().toBytes(), ConversionOptions.BITRATES,
				ConversionOptions.MAX_QUALITY, ConversionOptions.SAMPLE_RATES, textLengths(),
				OptionsView.of(new UploadOptions(this.properties.defaults()).toOptions()),
				this.properties.imports().enabled(), token.getClaimAsString("email"),
				this.accounts.of(token.getSubject()));
	}

	private static Map<String, Integer> textLengths() {
		Map<String, Integer> lengths = new LinkedHashMap<>();
		for (Tag tag : Tag.values()) {
			lengths.put(tag.option(), tag.maxCodePoints());
		}
		return lengths;
	}

	/**
	 * What is taken.
	 *
	 * @param maxVideoBytes greatest length of a video in bytes
	 * @param bitrates constant bit rates in bit/s that an MP3 can have, lowest first
	 * @param maxQuality lowest quality of a variable bit rate; 0 is the best
	 * @param sampleRates sample rates in Hz that an MP3 can have, lowest first
	 * @param texts greatest number of characters of each tag, by the option that sets it
	 * @param defaults options when none are asked for
	 * @param imports whether videos at URLs are taken
	 * @param email address of the account that asks
	 * @param account what that account may use, and has used
	 */
	record Limits(long maxVideoBytes, List<Integer> bitrates, int maxQuality, List<Integer> sampleRates,
			Map<String, Integer> texts, OptionsView defaults, boolean imports, String email, AccountLimits account) {
	}

}
