/**
 * Adapter interruptions: indicators and summary, the interruption facility with its suppression,
 * and the handlers that take them. Source: spec zpci 12, spec notifications b.
 */
@NullMarked
package io.zpci.interrupt;

import org.jspecify.annotations.NullMarked;
