package io.soundlift.support;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Checks the module's structure.
 */
@AnalyzeClasses(
		packages = { "io.soundlift.connection", "io.soundlift.encryption", "io.soundlift.health", "io.soundlift.start",
				"io.soundlift.support", "io.soundlift.telemetry" },
		importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests shared = ArchTests.in(ArchitectureRules.class);

	@ArchTest
	final ArchRule encryptionKnowsNoFramework = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.soundlift.encryption")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.soundlift.start", "org.springframework..", "com.mongodb..");

}
