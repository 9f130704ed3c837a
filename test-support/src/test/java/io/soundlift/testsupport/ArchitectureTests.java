package io.soundlift.testsupport;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;

/**
 * Architecture of this module.
 */
@AnalyzeClasses(packages = "io.soundlift.testsupport", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests rules = ArchTests.in(ArchitectureRules.class);

}
