package io.soundlift.cli;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Architecture of this module.
 */
@AnalyzeClasses(packages = "io.soundlift.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests rules = ArchTests.in(ArchitectureRules.class);

}
