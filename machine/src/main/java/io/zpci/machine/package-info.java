/** Assembles guest, route, host and device into one machine. */
@NullMarked
package io.zpci.machine;

import org.jspecify.annotations.NullMarked;
