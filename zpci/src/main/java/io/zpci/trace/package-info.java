/** The tap: what crossed which boundary, in which hand, and which rule it broke. */
@NullMarked
package io.zpci.trace;

import org.jspecify.annotations.NullMarked;
