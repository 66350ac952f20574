/** Scenario files: what is run, with which versions, and what is expected of each route. */
@NullMarked
package io.zpci.scenario;

import org.jspecify.annotations.NullMarked;
