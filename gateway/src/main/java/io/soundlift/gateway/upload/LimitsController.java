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
 * Endpoint that returns, before an upload, what is accepted and how much of it.
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
	 * Returns the limits of an upload, and those of the account with what it has used.
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
	 * Limits of an upload and of the account.
	 *
	 * @param maxVideoBytes maximum length of a video in bytes
	 * @param bitrates constant bit rates in bit/s that an MP3 can have, lowest first
	 * @param maxQuality lowest quality of a variable bit rate; 0 is the best
	 * @param sampleRates sample rates in Hz that an MP3 can have, lowest first
	 * @param texts maximum number of characters of each tag, by the option that sets it
	 * @param defaults options that apply if none are requested
	 * @param imports whether videos at URLs are accepted
	 * @param email address of the calling account
	 * @param account what that account may use, and has used
	 */
	record Limits(long maxVideoBytes, List<Integer> bitrates, int maxQuality, List<Integer> sampleRates,
			Map<String, Integer> texts, OptionsView defaults, boolean imports, String email, AccountLimits account) {
	}

}
