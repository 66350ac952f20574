/** Runs as pages, pictures and traces for other programs. */
@NullMarked
package io.zpci.report;

import org.jspecify.annotations.NullMarked;
