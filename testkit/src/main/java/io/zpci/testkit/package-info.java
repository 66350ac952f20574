/** Tests of drivers and routes under JUnit: the extension, what it injects, and assertions. */
@NullMarked
package io.zpci.testkit;

import org.jspecify.annotations.NullMarked;
