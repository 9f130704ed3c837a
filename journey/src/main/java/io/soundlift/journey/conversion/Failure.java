package io.soundlift.journey.conversion;

/**
 * Why a conversion ended without an MP3.
 *
 * @param code stable, for programs, such as {@code no-audio}
 * @param detail a sentence for people, without anything of the system's inside
 */
public record Failure(String code, String detail) {
}
