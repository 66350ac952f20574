/** Drivers written in C, called by the foreign function interface. */
@NullMarked
package io.zpci.nativedriver;

import org.jspecify.annotations.NullMarked;
